/**
 * The rows of a result, told by case and subject.
 *
 * @returns for each case `name`, `torch`, docs/s of the fastest PyTorch, and `standings`, fastest first: `label`, `ours`,
 * `docsASecond`, `time`, `timeUnit`, `share` of the own sgemm rate, or `skipped`
 */
export function standingsOf({ rows }) {
  const names = [...new Set(rows.map((row) => row.case))]
  return names.map((name) => {
    const ofCase = rows.filter((row) => row.case === name)
    const found = new Map()
    const tell = (label, told) => found.set(label, { ...found.get(label), label, ...told })
    for (const row of ofCase.filter(({ metric }) => metric === 'throughput')) {
      const { subject, peer, value, peerValue, time, peerTime, timeUnit, skipped } = row
      if (value !== undefined) tell(subject, { ours: true, docsASecond: value, time, timeUnit })
      if (peerValue !== undefined)
        tell(peer, { ours: false, docsASecond: peerValue, time: peerTime, timeUnit })
      if (skipped !== undefined && !found.has(value === undefined ? subject : peer)) {
        tell(value === undefined ? subject : peer, { ours: value === undefined, skipped })
      }
    }
    for (const { subject, value, metric } of ofCase) {
      if (metric === 'share of its sgemm rate' && found.has(subject)) tell(subject, { share: value })
    }
    const standings = [...found.values()].sort((a, b) => (b.docsASecond ?? 0) - (a.docsASecond ?? 0))
    const torch = standings.find(
      ({ label, docsASecond }) => label.startsWith('PyTorch') && docsASecond,
    )?.docsASecond
    const peaks = ofCase.filter(({ metric }) => metric?.startsWith('sgemm'))
    return { name, torch, standings, peaks }
  })
}
