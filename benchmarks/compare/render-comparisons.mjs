import { readFileSync, writeFileSync } from 'node:fs'

/** Writes the tables of a results file of `pnpm bench compare` as Markdown (.md) beside it. @returns their path */
export function renderComparisons(path) {
  const { machine, versions, rows } = JSON.parse(readFileSync(path, 'utf8'))
  const lines = [
    '# Encoders compared',
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}; ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}. Written by \`npx pnpm bench compare\`.`,
  ]
  for (const row of rows) {
    if (row.page === undefined) continue
    lines.push(
      '',
      `## ${row.case}`,
      '',
      ...(row.note === undefined ? [] : [row.note, '']),
      row.page.trimEnd(),
    )
  }
  const file = path.replace(/json$/, 'md')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return [file]
}
