import { machine } from '../lib/report.mjs'

const NAMES = {
  mainMiB: ['memory of the main process', 'MiB'],
  totalMiB: ['memory of all processes', 'MiB'],
  handles: ['open files and sockets of the main process', ''],
}

/** Adds what `growthOf` tells to a report. @param over - of what, e.g. `1000 reloads` */
export function addGrowth(report, shape, growth, over) {
  for (const [figure, { mean, added, limit, isGrowing }] of Object.entries(growth)) {
    const [metric, unit] = NAMES[figure]
    report.note({
      case: shape,
      subject: over,
      metric,
      unit,
      value: mean,
      added: round(added),
      limit: round(limit),
      failed: isGrowing,
    })
  }
}

/** Adds a figure that must be something, e.g. 0. */
export function addLaw(report, shape, { metric, value, holds, note }) {
  report.note({
    case: shape,
    subject: 'law',
    metric,
    value,
    failed: !holds,
    ...(note === undefined ? {} : { note }),
  })
}

/** Rows of a result that say that something is not as it must be. */
export function failedCases({ rows }) {
  return rows.filter((row) => row.failed)
}

/** Name of the results of this machine. */
export function resultName(bench, quick) {
  const { cores, platform } = machine()
  return `${bench}-${platform.replace(' ', '-')}-${cores}-cores${quick ? '-quick' : ''}`
}

/** Markdown: the machine, then what was seen and what grew. */
export function growthTable({ machine: { cpu, cores, memoryGiB, platform, node }, versions, rows }, title) {
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const lines = rows.map(({ case: shape, subject, metric, unit = '', value, added, limit, failed }) => {
    const growth = added === undefined ? '' : `${signed(added)} of at most +${limit}`
    return `| ${shape} | ${subject} | ${metric} | ${value} ${unit} | ${growth} | ${failed ? '**no**' : 'yes'} |`
  })
  return `${[
    `# ${title}`,
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}. ${versionList.join(', ')}. [How it is measured](../../docs/soak.md).`,
    [
      '| shape | | | mean, or count | added in the later half, by the line that fits it | as it must be |',
      '|---|---|---|--:|--:|---|',
      ...lines,
    ].join('\n'),
  ].join('\n\n')}\n`
}

const round = (value) => Number(value.toPrecision(3))
const signed = (value) => (value < 0 ? String(value) : `+${value}`)
