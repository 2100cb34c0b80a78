import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BUNDLE_FILES } from '../bundle.ts'
import { TextgateError } from '../errors.ts'

/** `signature.json`. The manifest has the hash of every other file, so that signing it signs the bundle. */
const signatureSchema = z.object({
  algorithm: z.literal('ed25519'),
  /** SHA-256 of the public key (SPKI, DER), lower-case hex: which key it was. */
  key: z.string(),
  /** Of the bytes of manifest.json, base64. */
  signature: z.base64(),
})

/**
 * Signs a bundle with an Ed25519 key (RFC 8032): writes `signature.json` into its folder. Whatever writes the bundle anew
 * removes it.
 *
 * @param privateKey - PEM
 * @returns SHA-256 of the public key, lower-case hex
 * @throws SIGNING_KEY_INVALID for another kind of key; what `readBundle` throws is not looked for
 */
export async function signBundle(folder: string, privateKey: string): Promise<string> {
  const secret = ed25519(privateKey, createPrivateKey)
  const manifest = await readFile(join(folder, BUNDLE_FILES.manifest))
  const key = fingerprintOf(createPublicKey(secret))
  const content = { algorithm: 'ed25519', key, signature: sign(null, manifest, secret).toString('base64') }
  const file = join(folder, BUNDLE_FILES.signature)
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`)
  await rename(`${file}.new`, file)
  return key
}

/**
 * Checks that the bytes of a manifest are signed by a key.
 *
 * @param publicKey - PEM
 * @throws BUNDLE_SIGNATURE_INVALID, SIGNING_KEY_INVALID
 */
export async function checkSignature(folder: string, manifest: Uint8Array, publicKey: string): Promise<void> {
  const key = ed25519(publicKey, createPublicKey)
  const file = join(folder, BUNDLE_FILES.signature)
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw refused(folder, `it has no readable ${BUNDLE_FILES.signature}`, cause)
  })
  const found = parseSignature(text)
  if (!found) throw refused(folder, `its ${BUNDLE_FILES.signature} is none of textgate's`)
  if (found.key !== fingerprintOf(key)) {
    throw refused(folder, `it is signed by key ${found.key}, not by ${fingerprintOf(key)}`)
  }
  if (!verify(null, manifest, key, Buffer.from(found.signature, 'base64'))) {
    throw refused(folder, `its ${BUNDLE_FILES.manifest} is not the one that was signed`)
  }
}

function parseSignature(text: string): z.infer<typeof signatureSchema> | undefined {
  try {
    return signatureSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function ed25519(pem: string, read: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject
  try {
    key = read(pem)
  } catch (cause) {
    throw wrongKey(`it is no PEM of a key (${(cause as Error).message})`, cause)
  }
  if (key.asymmetricKeyType !== 'ed25519') throw wrongKey(`it is a key of ${key.asymmetricKeyType}`)
  return key
}

function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

function refused(folder: string, reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'BUNDLE_SIGNATURE_INVALID',
    `${folder} is not signed as it must be: ${reason}; take the bundle from where it was signed, or sign it`,
    { details: { folder, reason }, ...(cause === undefined ? {} : { cause }) },
  )
}

function wrongKey(reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'SIGNING_KEY_INVALID',
    `the key cannot be used: ${reason}; an Ed25519 key as PEM is needed`,
    {
      details: { reason },
      ...(cause === undefined ? {} : { cause }),
    },
  )
}
