import { readFileSync, writeFileSync } from 'node:fs'
import { CASES } from './cases.mjs'

/** The columns. */
const SUBJECTS = [
  'TF-IDF + linear SVM',
  'fastText',
  ...['fast', 'default', 'best'].map((preset) => `textgate, ${preset}`),
]

/** Writes the table of a results file of `pnpm bench accuracy` as Markdown (.md) beside it. @returns its path */
export function renderAccuracy(path) {
  const { machine, versions, rows } = JSON.parse(readFileSync(path, 'utf8'))
  const measured = rows.filter((row) => row.metric !== undefined)
  const names = new Set(measured.map((row) => row.subject))
  const subjects = SUBJECTS.filter((subject) => names.has(subject))
  const lines = [
    '# Accuracy',
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}; ${Object.entries(
      { ...versions, ...versionsOf(measured) },
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}. Written by \`npx pnpm bench accuracy\`.`,
    '',
    'On the test part, in percent: the mean over seeds 1, 2, 3 and half the distance from the lowest to the highest; without that',
    'distance of seed 1 alone (the SVM has no seed). The best of a row is bold.',
    '',
    `| data | ${subjects.join(' | ')} |`,
    `|---|${subjects.map(() => '--:|').join('')}`,
  ]
  for (const { id } of CASES) {
    const metrics = [...new Set(measured.filter((row) => row.case === id).map((row) => row.metric))]
    for (const metric of metrics) {
      const found = subjects.map((subject) =>
        measured.find((row) => row.case === id && row.metric === metric && row.subject === subject),
      )
      const best = Math.max(...found.map((row) => row?.value ?? 0))
      lines.push(`| ${id}, ${metric} | ${found.map((row) => cell(row, best)).join(' | ')} |`)
    }
  }
  lines.push('', ...timesOf(measured))
  const file = path.replace(/json$/, 'md')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return [file]
}

function versionsOf(rows) {
  return Object.assign({}, ...rows.map((row) => row.versions ?? {}))
}

function cell(row, best) {
  if (row === undefined) return ''
  const percent = (value) => (100 * value).toFixed(1)
  const { value, values } = row
  const spread = values.length > 1 ? ` ± ${percent((Math.max(...values) - Math.min(...values)) / 2)}` : ''
  return value === best ? `**${percent(value)}**${spread}` : percent(value) + spread
}

/** How long the trainings took. */
function timesOf(rows) {
  const timed = rows.filter((row) => row.seconds !== undefined)
  const presets = SUBJECTS.filter((subject) => timed.some((row) => row.subject === subject))
  const cases = CASES.filter(({ id }) => timed.some((row) => row.case === id))
  const secondsOf = (id, subject) => timed.find((row) => row.case === id && row.subject === subject)?.seconds
  return [
    'Seconds of a whole `textgate train`, the mean of the seeds. Trainings of more than 100 seconds ran beside other work, some',
    'beside a second training: read them as an upper limit.',
    '',
    `| data | ${presets.join(' | ')} |`,
    `|---|${presets.map(() => '--:|').join('')}`,
    ...cases.map(({ id }) => {
      const means = presets.map((subject) => {
        const seconds = secondsOf(id, subject)
        return seconds ? Math.round(seconds.reduce((sum, each) => sum + each, 0) / seconds.length) : ''
      })
      return `| ${id} | ${means.join(' | ')} |`
    }),
  ]
}
