import { renderFiles } from '../lib/render-files.mjs'
import { standingsOf } from './standings-of.mjs'
import { trainingPicture } from './training-picture.mjs'
import { trainingTable } from './training-table.mjs'

/** Draws a results file of `pnpm bench train` as a table (.md) and a picture (.svg) beside it. @returns their paths */
export function renderResult(path) {
  return renderFiles(path, {
    md: (result) => trainingTable(result, standingsOf(result)),
    svg: (result) => trainingPicture(result, standingsOf(result)),
  })
}
