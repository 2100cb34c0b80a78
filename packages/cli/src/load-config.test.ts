import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '@textgate/core'
import { expect, test } from 'vitest'
import { loadConfig } from './load-config.ts'

async function fileWith(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'textgate-config-')), 'textgate.config.jsonc')
  await writeFile(file, text)
  return file
}

test('flags win over the file, the file over the preset, key by key', async () => {
  const config = await fileWith(`\uFEFF{
    // comments and trailing commas are fine
    "model": { "hiddenSize": 96, },
    "training": { "seed": 5, "batchSize": 8 },
  }`)
  const loaded = await loadConfig({ config, preset: 'fast', seed: 9, labelColumn: 'intent' })
  expect(loaded.model).toMatchObject({ hiddenSize: 96, embeddingSize: 64, bidirectional: false })
  expect(loaded.training).toMatchObject({ seed: 9, batchSize: 8 })
  expect(loaded.data).toEqual({ textColumn: 'text', labelColumn: 'intent' })
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
