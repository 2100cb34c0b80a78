import { readFileSync, writeFileSync } from 'node:fs'
import { standingsOf } from './standings-of.mjs'
import { trainingPicture } from './training-picture.mjs'
import { trainingTable } from './training-table.mjs'

/** Draws a results file of `pnpm bench train` as a table (.md) and a picture (.svg) beside it. @returns their paths */
export function renderResult(path) {
  const result = JSON.parse(readFileSync(path, 'utf8'))
  const cases = standingsOf(result)
  const written = []
  for (const [ending, text] of [
    ['md', trainingTable(result, cases)],
    ['svg', trainingPicture(result, cases)],
  ]) {
    const file = path.replace(/json$/, ending)
    writeFileSync(file, text)
    written.push(file)
  }
  return written
}
