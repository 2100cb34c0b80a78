import { renderFiles } from '../lib/render-files.mjs'
import { servingPicture } from './serving-picture.mjs'
import { servingTable } from './serving-table.mjs'
import { standingsOf } from './standings-of.mjs'

/** Draws a results file of `pnpm bench serve` as a table (.md) and a picture (.svg) beside it. @returns their paths */
export function renderResult(path) {
  return renderFiles(path, {
    md: (result) => servingTable(result, standingsOf(result)),
    svg: (result) => servingPicture(result, standingsOf(result)),
  })
}
