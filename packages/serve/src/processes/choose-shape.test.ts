import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { childProcesses } from '../test/child-processes.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { removeBundles, writeBundles } from '../test/test-server.ts'
import { chooseShape, shapeOf } from './choose-shape.ts'

afterAll(removeBundles)

test('a model of few numbers is served by several processes, with what a text costs as the reason', async () => {
  const folder = await writeBundles({ intents: await sampleBundle() })
  const { shape, reason } = await chooseShape({ folder })
  expect(shape).toBe('processes')
  expect(reason).toMatch(/^a text of 128 tokens takes intents \d\S* ms$/)
  if (process.platform === 'linux') expect(childProcesses()).toEqual([])
})

test('a file without a bundle, of which nothing is known, goes behind one server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-shape-'))
  try {
    await mkdir(join(folder, 'scores', '1'), { recursive: true })
    await writeFile(join(folder, 'scores', '1', 'model.onnx'), (await sampleBundle()).onnx)
    expect(await chooseShape({ folder })).toEqual({
      shape: 'workers',
      reason: 'what a request costs scores is not known before',
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the dearest model decides', () => {
  const cheap = { name: 'cheap', tokens: 128, ms: 1 }
  const dear = { name: 'dear', tokens: 128, ms: 30 }
  expect(shapeOf([cheap]).shape).toBe('processes')
  expect(shapeOf([cheap, dear])).toEqual({
    shape: 'workers',
    reason: 'a text of 128 tokens takes dear 30 ms',
  })
  expect(shapeOf([dear, cheap]).shape).toBe('workers')
})

test.each([
  ['keys', { keys: '/no/keys.json' }, 'keys: /no/keys.json cannot be read'],
  [
    'a certificate',
    { tls: { cert: '/no/cert.pem', key: '/no/key.pem' } },
    'tls.cert: /no/cert.pem cannot be read',
  ],
  ['a setting', { maxTexts: -1 }, 'maxTexts'],
])('%s that cannot be used is told before models are looked for', async (_, wrong, message) => {
  const refused = { code: 'CONFIG_INVALID', message: expect.stringContaining(message) }
  await expect(chooseShape({ folder: '/nowhere/at/all', ...wrong })).rejects.toMatchObject(refused)
})

test('what cannot be loaded is said', async () => {
  await expect(chooseShape({ folder: '/nowhere/at/all' })).rejects.toThrow('/nowhere/at/all')
})
