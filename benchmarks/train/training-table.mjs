/** Markdown: a table a case, fastest first, and the rates of the matrix products. */
export function trainingTable({ machine, versions }, cases) {
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const parts = [
    '# Training speed',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}. ${versionList.join(', ')}.`,
    'Medians of rounds in which all took turns. "sgemm" is the share of the rate of the own 768×768×768 matrix product ' +
      "that the step's matrix products reach. Written by `pnpm bench train`.",
    ...cases.map(caseTable),
    peaksTable(cases),
  ]
  return `${parts.join('\n\n')}\n`
}

function caseTable({ name, torch, standings }) {
  const timeUnit = standings.find((standing) => standing.timeUnit)?.timeUnit ?? 'time'
  const lines = standings
    .filter(({ skipped }) => skipped === undefined)
    .map(({ label, ours, docsASecond, time, share }) => {
      const cells = [
        ours ? `**${label}**` : label,
        time,
        Math.round(docsASecond),
        torch === undefined ? '' : times(docsASecond / torch),
        share === undefined ? '' : `${Math.round(share * 100)} %`,
      ]
      return `| ${cells.join(' | ')} |`
    })
  const skipped = standings.filter((standing) => standing.skipped !== undefined)
  return [
    `## ${name[0].toUpperCase()}${name.slice(1)}`,
    '',
    `| | ${timeUnit} | docs/s | against PyTorch's best | sgemm |`,
    '|---|--:|--:|--:|--:|',
    ...lines,
    ...(skipped.length > 0 ? ['', 'Not measured:', ''] : []),
    ...skipped.map(({ label, skipped: reason }) => `- ${label}: ${reason}`),
  ].join('\n')
}

function peaksTable(cases) {
  const peaks = new Map()
  for (const { subject, value } of cases.flatMap((one) => one.peaks)) {
    peaks.set(subject, Math.max(value, peaks.get(subject) ?? 0))
  }
  const lines = [...peaks].sort((a, b) => b[1] - a[1]).map(([engine, gflops]) => `| ${engine} | ${gflops} |`)
  return ['## Matrix product 768×768×768, float32', '', '| | GFLOP/s |', '|---|--:|', ...lines].join('\n')
}

const times = (ratio) => `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(2))}×`
