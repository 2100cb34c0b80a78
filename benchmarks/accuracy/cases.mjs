import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { datasetsFolder } from '../lib/datasets.mjs'

/** What the peers must know of a data set; textgate is told nothing. */
export const CASES = [
  { id: 'imdb' },
  { id: 'sst2' },
  { id: 'trec6' },
  { id: '20newsgroups' },
  { id: 'banking77' },
  { id: 'chnsenticorp', chinese: true },
  { id: 'online_shopping_zh_category', chinese: true },
  { id: 'goemotions_multilabel', multi: true },
  { id: 'duee_event_zh_multilabel', chinese: true, multi: true },
  { id: 'zh_fudan10_docs', chinese: true },
]

/** Path of a data set's part; undefined where there is no dev part. */
export function partOf(id, name) {
  const file = join(datasetsFolder, id, `${name}.jsonl.gz`)
  return existsSync(file) ? file : undefined
}

/** Rows of the test part whose text occurs in train too. */
export function overlapOf(id) {
  const file = join(datasetsFolder, id, 'test_overlap.json')
  return new Set(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [])
}
