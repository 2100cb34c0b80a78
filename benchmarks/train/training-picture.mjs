import { barPanels } from '../lib/bar-panels.mjs'

/** Another kind of model: its bar would hide all others. */
const OFF_SCALE = /^fastText/

/** SVG: a panel a case with a bar a subject, as long as its documents a second; textgate's are blue. */
export function trainingPicture({ machine }, cases) {
  const panels = cases.map(({ name, torch, standings }) => ({
    title: name,
    bars: standings
      .filter(({ label, docsASecond }) => docsASecond !== undefined && !OFF_SCALE.test(label))
      .map(({ label, ours, docsASecond }) => ({
        ...{ label, ours, value: docsASecond },
        note: torch === undefined ? '' : ` · ${(docsASecond / torch).toPrecision(2)}× PyTorch`,
      })),
  }))
  return barPanels({
    title: 'Training speed, documents a second (longer is better)',
    subtitle: `${machine.cpu}, ${machine.cores} cores, ${machine.platform}`,
    description: 'Training speed by case and subject',
    panels,
  })
}
