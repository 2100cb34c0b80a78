import { barPanels } from '../lib/bar-panels.mjs'

/** SVG: a panel a closed loop with a bar a server, as long as its answers a second; textgate's are blue. */
export function servingPicture({ machine }, cases) {
  const panels = cases
    .filter(({ name }) => name.includes('connection'))
    .map(({ name, standings }) => ({
      title: name,
      bars: standings.map((standing) => ({
        ...{ label: standing.subject, ours: standing.ours, value: standing.answers },
        note: standing.p99 === undefined ? '' : ` · p99 ${standing.p99.toPrecision(2)} ms`,
      })),
    }))
  return barPanels({
    title: 'Serving speed, answers a second (longer is better)',
    subtitle: `${machine.cpu}, ${machine.cores} cores, ${machine.platform}`,
    description: 'Answers a second by number of connections and server',
    ...{ panels, nameWidth: 300 },
  })
}
