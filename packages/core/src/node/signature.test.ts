import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BUNDLE_FILES, type Bundle } from '../bundle.ts'
import { parseConfig } from '../config.ts'
import { sha256Hex } from '../sha256.ts'
import { readBundle } from './read-bundle.ts'
import { signBundle } from './signature.ts'
import { writeBundle } from './write-bundle.ts'

const keys = () =>
  generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
const { publicKey, privateKey } = keys()
const tokenizerJson = '{}'
const bundle: Bundle = {
  manifest: {
    formatVersion: 1,
    labels: ['a', 'b'],
    config: parseConfig({}),
    vocabularySize: 2,
    tokenizerFingerprint: sha256Hex(new TextEncoder().encode(tokenizerJson)),
    metrics: {},
    versions: {},
    training: { backend: 'cpu', epochs: 1, steps: 1, bestEpoch: 1, data: {} },
  },
  tokenizerJson,
  weights: new Map([['w', { shape: [1], data: Float32Array.of(1) }]]),
}

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'textgate-signature-')), 'model')
  await writeBundle(folder, bundle)
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

test('a signed bundle is read where its key must have signed it, and signing twice writes the same bytes', async () => {
  const key = await signBundle(folder, privateKey)
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  const first = await readFile(join(folder, BUNDLE_FILES.signature))
  expect(await readBundle(folder, { signedBy: publicKey })).toEqual(await readBundle(folder))
  await signBundle(folder, privateKey)
  expect((await readFile(join(folder, BUNDLE_FILES.signature))).equals(first)).toBe(true)
})

describe('is refused by name', () => {
  const refusal = async (signedBy = publicKey) =>
    readBundle(folder, { signedBy }).then(
      () => 'read',
      ({ code, message }) => `${code}: ${message}`,
    )

  test('a bundle without a signature, and one that was written again after it was signed', async () => {
    expect(await refusal()).toMatch(/^BUNDLE_SIGNATURE_INVALID: .* no readable signature\.json/)
    await signBundle(folder, privateKey)
    await writeBundle(folder, bundle)
    expect(await refusal()).toMatch(/^BUNDLE_SIGNATURE_INVALID: .* no readable signature\.json/)
  })

  test('the signature of another key', async () => {
    const other = keys()
    const key = await signBundle(folder, other.privateKey)
    expect(await refusal()).toContain(`signed by key ${key}`)
    expect(await refusal(other.publicKey)).toBe('read')
  })

  test('a manifest that was changed after it was signed, though every hash in it is right', async () => {
    await signBundle(folder, privateKey)
    const file = join(folder, BUNDLE_FILES.manifest)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('"b"', '"c"'))
    expect((await readBundle(folder)).manifest.labels).toEqual(['a', 'c'])
    expect(await refusal()).toMatch(/^BUNDLE_SIGNATURE_INVALID: .* not the one that was signed/)
  })

  test.each(['', '{}', '{"algorithm":"none","key":"","signature":""}'])('the signature %j', async (text) => {
    await writeFile(join(folder, BUNDLE_FILES.signature), text)
    expect(await refusal()).toMatch(/^BUNDLE_SIGNATURE_INVALID: .* none of textgate's/)
  })

  test('a key of another kind, and what is no key', async () => {
    const rsa = generateKeyPairSync('rsa', {
      modulusLength: 1024,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    await expect(signBundle(folder, rsa.privateKey)).rejects.toMatchObject({ code: 'SIGNING_KEY_INVALID' })
    await expect(signBundle(folder, publicKey)).rejects.toMatchObject({ code: 'SIGNING_KEY_INVALID' })
    expect(await refusal('no key')).toMatch(/^SIGNING_KEY_INVALID/)
    expect(await refusal(rsa.publicKey)).toMatch(/^SIGNING_KEY_INVALID/)
  })
})
