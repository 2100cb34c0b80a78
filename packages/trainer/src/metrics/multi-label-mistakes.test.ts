import { expect, test } from 'vitest'
import { packRowLabels } from '../row-labels.ts'
import { multiLabelMistakes } from './multi-label-mistakes.ts'
import { randomLabelSets } from './testing/random-label-sets.ts'

const CLASSES = 4
const LABELS = [0, 1, 2, 3]

test('doubts are those of each label as a question of yes or no, as confident learning defines them, where the model agrees', () => {
  for (const seed of [1, 2, 3]) {
    const { sets, truth, probabilities } = randomLabelSets(seed, { rows: 150, classes: CLASSES })
    const yes = (row: number, label: number): number => probabilities[row * CLASSES + label]!
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const expected = LABELS.flatMap((label) => {
      const all = sets.map((_, row) => row)
      const sureOfYes = mean(all.filter((row) => sets[row]!.includes(label)).map((row) => yes(row, label)))
      const sureOfNo = mean(
        all.filter((row) => !sets[row]!.includes(label)).map((row) => 1 - yes(row, label)),
      )
      return all.flatMap((row) => {
        const p = yes(row, label)
        const [reachesYes, reachesNo] = [p >= sureOfYes, 1 - p >= sureOfNo]
        if (!reachesYes && !reachesNo) return []
        const counted = reachesYes && (!reachesNo || p > 1 - p)
        if (counted === sets[row]!.includes(label) || (counted ? p <= 0.5 : p >= 0.5)) return []
        return [`${row} ${label} ${counted ? 'yes' : 'no'}`]
      })
    })
    const found = multiLabelMistakes(probabilities, truth, CLASSES)
    const doubts = found.flatMap(({ row, denied, asserted }) => [
      ...denied.map((label) => `${row} ${label} no`),
      ...asserted.map((label) => `${row} ${label} yes`),
    ])
    expect(expected.length).toBeGreaterThan(5)
    expect(doubts.toSorted()).toEqual(expected.toSorted())
    expect(new Set(found.map(({ row }) => row)).size).toBe(found.length)
    const margins = found.map(({ margin }) => margin)
    expect(margins).toEqual(margins.toSorted((a, b) => b - a))
  }
})

test('labels that were taken from a row or put onto it after the model had learnt are found, and come first', () => {
  const { sets } = randomLabelSets('changed', { rows: 300, classes: CLASSES })
  const probabilities = Float32Array.from(
    sets.flatMap((set) => LABELS.map((l) => (set.includes(l) ? 0.9 : 0.05))),
  )
  const taken = sets.findIndex((set) => set.length === 2)
  const added = sets.findIndex((set) => set.length === 1)
  const [lost] = sets[taken]!
  const extra = LABELS.find((label) => !sets[added]!.includes(label))!
  const changed = sets.map((set, row) => {
    if (row === taken) return set.filter((label) => label !== lost)
    return row === added ? [...set, extra] : set
  })
  const found = multiLabelMistakes(probabilities, packRowLabels(changed), CLASSES)
  const byRow = new Map(found.map((mistake) => [mistake.row, mistake]))
  expect([...byRow.keys()].sort()).toEqual([taken, added].sort())
  expect(byRow.get(taken)).toMatchObject({ denied: [], asserted: [lost] })
  expect(byRow.get(added)).toMatchObject({ denied: [extra], asserted: [] })
})

test('a label that no row has is never asserted, and one that every row has is never denied', () => {
  const probabilities = Float32Array.of(0.01, 0.99, 0.02, 0.98)
  expect(multiLabelMistakes(probabilities, packRowLabels([[0], [0]]), 2)).toEqual([])
})
