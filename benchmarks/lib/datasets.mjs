import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { repositoryFolder } from './report.mjs'

/** Where the datasets are: TEXTGATE_DATASETS, or beside the repository. */
export const datasetsFolder = process.env.TEXTGATE_DATASETS ?? join(repositoryFolder, '../shared/datasets')

/** Why a dataset cannot be read, or undefined. */
export function datasetMissing(name) {
  if (existsSync(join(datasetsFolder, name))) return undefined
  return `no ${name} in ${process.env.TEXTGATE_DATASETS === undefined ? 'the datasets folder' : datasetsFolder}; set TEXTGATE_DATASETS`
}

/** Rows `{ text, label }` of one part of a dataset: train, dev or test. */
export function readDataset(name, part) {
  const file = gunzipSync(readFileSync(join(datasetsFolder, name, `${part}.jsonl.gz`))).toString('utf8')
  return file
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
