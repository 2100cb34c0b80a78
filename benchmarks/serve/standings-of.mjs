/**
 * The rows of a result, told by case and subject.
 *
 * @returns for each case `name` and `standings`, most answers first: `subject`, `ours`, and the median of each metric by its name
 */
export function standingsOf({ rows }) {
  const figures = rows.filter((row) => row.aim === undefined && row.skipped === undefined)
  return [...new Set(figures.map((row) => row.case))].map((name) => {
    const found = new Map()
    for (const { subject, metric, value } of figures.filter((row) => row.case === name)) {
      found.set(subject, { ...found.get(subject), [metric]: value })
    }
    const standings = [...found].map(([subject, values]) => ({
      ...{ subject, ours: subject.startsWith('textgate') },
      ...values,
    }))
    return { name, standings: standings.sort((a, b) => b.answers - a.answers) }
  })
}
