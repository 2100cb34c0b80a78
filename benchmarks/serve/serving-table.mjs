const METRICS = ['answers', 'p50', 'p99', 'p99.9', 'event loop p99 lag', 'errors']

/** Markdown: the aims, then a table a case. */
export function servingTable({ machine, versions, rows }, cases) {
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const parts = [
    '# Serving speed',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}. ${versionList.join(', ')}.`,
    'Medians of rounds in which all took turns, load and server on the same cores. Answers a second; latencies and lag in ' +
      'milliseconds. [How it is measured](../../docs/serving.md). Written by `pnpm bench serve`.',
    aimsTable(rows.filter((row) => row.aim !== undefined)),
    ...cases.map(caseTable),
    skippedList(rows.filter((row) => row.skipped !== undefined)),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function aimsTable(aims) {
  if (aims.length === 0) return ''
  const lines = aims.map(
    ({ subject, case: name, metric, peer, share, aim, met }) =>
      `| ${subject} | ${name} | ${metric} against ${peer} | ${share} | ${aim} | ${met ? 'met' : 'missed'} |`,
  )
  return ['## Aims', '', '| | | | share | aim | |', '|---|---|---|--:|---|---|', ...lines].join('\n')
}

function caseTable({ name, standings }) {
  const lines = standings.map((standing) => {
    const subject = standing.ours ? `**${standing.subject}**` : standing.subject
    return `| ${[subject, ...METRICS.map((metric) => standing[metric] ?? '')].join(' | ')} |`
  })
  const heading = `## ${name[0].toUpperCase()}${name.slice(1)}`
  return [
    ...[heading, ''],
    `| | ${METRICS.join(' | ')} |`,
    `|---|${METRICS.map(() => '--:').join('|')}|`,
    ...lines,
  ].join('\n')
}

function skippedList(skipped) {
  if (skipped.length === 0) return ''
  return ['Not measured:', '', ...skipped.map((row) => `- ${row.subject}: ${row.skipped}`)].join('\n')
}
