import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '@textgate/core'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from './load-config.ts'

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-config-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'textgate.config.jsonc')
  await writeFile(file, text)
  return file
}

test('flags win over the file, the file over the preset, key by key', async () => {
  const config = await fileWith(`\uFEFF{
    // comments and trailing commas are fine
    "model": { "hiddenSize": 96, },
    "training": { "seed": 5, "batchSize": 8 },
  }`)
  const flags = { seed: 9, labelColumn: 'intent', head: 'ordinal', unknownPrecision: 0.9 } as const
  const loaded = await loadConfig({ config, preset: 'fast', ...flags })
  expect(loaded.model).toMatchObject({
    head: 'ordinal',
    hiddenSize: 96,
    embeddingSize: 64,
    bidirectional: false,
  })
  expect(loaded.training).toMatchObject({ seed: 9, batchSize: 8, unknownPrecision: 0.9 })
  expect(loaded.data).toMatchObject({ textColumn: 'text', labelColumn: 'intent' })
})

test('word vectors come from a flag, frozen or not; frozen ones need a file', async () => {
  const config = await fileWith('{ "training": { "vectors": { "file": "a.vec", "trainable": false } } }')
  const vectorsOf = async (flags: Parameters<typeof loadConfig>[0]) =>
    (await loadConfig(flags)).training.vectors
  expect(await vectorsOf({ vectors: 'b.vec' })).toEqual({ file: 'b.vec', trainable: true })
  expect(await vectorsOf({ vectors: 'b.vec', freezeVectors: true })).toEqual({
    file: 'b.vec',
    trainable: false,
  })
  expect(await vectorsOf({ config, vectors: 'b.vec' })).toEqual({ file: 'b.vec', trainable: false })
  await expect(loadConfig({ freezeVectors: true })).rejects.toThrow('training.vectors.trainable')
})

test('no file and no flags give the defaults', async () => {
  expect(await loadConfig({})).toEqual(parseConfig({}))
})

test('a syntax error is named by file and line', async () => {
  const config = await fileWith('{\n  "model": {\n    "hiddenSize" 3\n  }\n}')
  await expect(loadConfig({ config })).rejects.toThrow(`${config} line 3`)
})

test('a file that is not there, and an unknown preset, are refused by name', async () => {
  await expect(loadConfig({ config: '/nowhere/x.jsonc' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  await expect(loadConfig({ preset: 'huge' })).rejects.toMatchObject({ code: 'USAGE' })
})
