import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Draws a results file as other files beside it.
 *
 * @param path - of the results, .json
 * @param renderers - by the ending of what each writes: a function of the result to the file's text
 * @returns the paths of what was written
 */
export function renderFiles(path, renderers) {
  const result = JSON.parse(readFileSync(path, 'utf8'))
  return Object.entries(renderers).map(([ending, render]) => {
    const file = path.replace(/json$/, ending)
    writeFileSync(file, render(result))
    return file
  })
}
