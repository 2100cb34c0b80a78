import { readFileSync, writeFileSync } from 'node:fs'
import { VARIANTS } from './variants.mjs'

/** Writes the table of a results file of `pnpm bench ablation` as Markdown (.md) beside it. @returns its path */
export function renderAblation(path) {
  const { machine, rows } = JSON.parse(readFileSync(path, 'utf8'))
  const measured = rows.filter((row) => row.metric !== undefined)
  const cases = [...new Set(measured.map((row) => row.case))]
  const seeds = cases
    .map((id) => `${id}: seeds ${measured.find((row) => row.case === id).seeds.join(', ')}`)
    .join('; ')
  const rowOf = (id, name) => measured.find((row) => row.case === id && row.subject === name)
  const lines = [
    '# Ablations',
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}. Written by \`npx pnpm bench ablation\`.`,
    '',
    'The default preset with one thing changed: accuracy on dev in percent, the mean over the seeds and, in brackets, the single',
    `values (${seeds}). Where a data set has no dev part, each seed cuts another tenth off train.`,
    '',
    `| changed | ${cases.join(' | ')} | source |`,
    `|---|${cases.map(() => '--:|').join('')}---|`,
    ...VARIANTS.map(({ name, source }) => {
      const cells = cases.map((id) => cell(rowOf(id, name), rowOf(id, 'default'), name))
      return `| ${name} | ${cells.join(' | ')} | ${source} |`
    }),
  ]
  const file = path.replace(/json$/, 'md')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return [file]
}

function cell(row, standard, name) {
  if (row === undefined) return ''
  const percent = (value) => (100 * value).toFixed(1)
  const single = ` (${row.values.map(percent).join(', ')})`
  if (name === 'default') return percent(row.value) + single
  const difference = 100 * (row.value - standard.value)
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(1)}${single}`
}
