// A made-up task that only the order over long distances solves: which of two words comes first, with 50 to 80 random words
// between them. Both words are in every text once, both orders are equally frequent and all other words are drawn from one
// distribution, so that words, pairs of words and windows of a convolution say nothing of the label. At least five words
// stand before the first and after the second, so that none of them is within a window of the text's ends.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomGenerator } from '@textgate/core'

const MARKERS = ['north', 'south']
const FILLERS = Array.from({ length: 200 }, (_, i) => `word${i}`)
const PARTS = { train: 4000, dev: 1000, test: 1000 }

/** Rows `{ text, label }`; the label is the marker that comes first. */
export function orderRows(count, random) {
  const fillers = (least, most) =>
    Array.from({ length: least + random.integer(most - least + 1) }, () => FILLERS[random.integer(200)])
  const labels = random.shuffle(Array.from({ length: count }, (_, row) => row % 2))
  return labels.map((first) => {
    const [before, between, after] = [fillers(5, 15), fillers(50, 80), fillers(5, 15)]
    const words = [...before, MARKERS[first], ...between, MARKERS[1 - first], ...after]
    return { text: words.join(' '), label: MARKERS[first] }
  })
}

/** Writes train.jsonl, dev.jsonl and test.jsonl; equal seeds give equal bytes. */
export function writeOrderTask(folder, seed = 1) {
  mkdirSync(folder, { recursive: true })
  for (const [part, count] of Object.entries(PARTS)) {
    const rows = orderRows(count, randomGenerator(seed).fork(part))
    writeFileSync(join(folder, `${part}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }
}
