import { median, rangeOf } from '../lib/report.mjs'
import { AIMS, isMet } from './aims.mjs'

/** Of a turn: its member, and the metric and unit of its row. */
export const FIGURES = [
  { figure: 'rate', metric: 'answers', unit: '1/s' },
  { figure: 'p50', metric: 'p50', unit: 'ms' },
  { figure: 'p99', metric: 'p99', unit: 'ms' },
  { figure: 'p999', metric: 'p99.9', unit: 'ms' },
  { figure: 'errors', metric: 'errors', unit: 'requests' },
  { figure: 'lag', metric: 'event loop p99 lag', unit: 'ms' },
  { figure: 'loadCpuSeconds', metric: 'processor time of the load', unit: 's' },
]

/** A row a figure of each subject in each case: the median of its turns, and their range. */
export function addFigures(report, { cases, subjects, turnsOf }) {
  for (const oneCase of cases) {
    for (const { id, label } of subjects) {
      const turns = turnsOf(oneCase, id)
      for (const { figure, metric, unit } of FIGURES) {
        const values = turns.map((turn) => turn[figure]).filter((value) => value !== undefined)
        if (values.length === 0) continue
        const row = { case: oneCase.name, subject: label, metric, unit, repeats: values.length }
        report.note({ ...row, value: median(values), range: rangeOf(values) })
      }
    }
  }
}

/** A row an aim and shape of textgate: both figures, `share`, `aim` and whether it is `met`. */
export function addAims(report, { cases, subjects, turnsOf }) {
  for (const aim of AIMS) {
    const oneCase = cases.find(({ id }) => id === aim.caseId)
    const peer = subjects.find(({ id }) => id === aim.peer)
    if (oneCase === undefined || peer === undefined) continue
    const theirs = turnsOf(oneCase, aim.peer).map((turn) => turn[aim.figure])
    for (const { id, label } of subjects.filter(({ ours }) => ours)) {
      const own = turnsOf(oneCase, id).map((turn) => turn[aim.figure])
      if (own.length === 0 || theirs.length === 0) continue
      const { metric, unit } = FIGURES.find(({ figure }) => figure === aim.figure)
      const share = median(own) / median(theirs)
      const lowerIsBetter = aim.atMost !== undefined
      report.add({
        ...{ case: oneCase.name, subject: label, peer: peer.label, metric, unit, lowerIsBetter },
        ...{ value: median(own), peerValue: median(theirs), repeats: own.length },
        ratioRange: rangeOf(
          own.map((value, round) => (lowerIsBetter ? theirs[round] / value : value / theirs[round])),
        ),
        ...{ share: Number(share.toPrecision(4)), met: isMet(aim, share) },
        aim: lowerIsBetter ? `at most ${aim.atMost}` : `at least ${aim.atLeast}`,
      })
    }
  }
}
