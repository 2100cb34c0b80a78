import { expect, test } from 'vitest'
import { pythonWith, runPython } from '../../test/python-peer.mjs'
import { answersOf } from './answers-of.ts'
import { precisionRecallCurve } from './precision-recall-curve.ts'
import { reliability } from './reliability.ts'
import { randomAnswers } from './testing/random-answers.ts'

const { probabilities, truth, rows, classes } = randomAnswers('scikit-learn', { rows: 500, classes: 3 })
// Rounded, so that scores are shared.
const scores = Float32Array.from(truth, (_, row) => Math.round(probabilities[row * classes]! * 64) / 64)
const positive = Uint8Array.from(truth, (label) => (label === 0 ? 1 : 0))
const answers = answersOf(probabilities, classes)
const right = Uint8Array.from(answers, (answer, row) => (answer === truth[row] ? 1 : 0))
const confidences = Float32Array.from(answers, (answer, row) => probabilities[row * classes + answer]!)

interface Peer {
  readonly precision: number[]
  readonly recall: number[]
  readonly averagePrecision: number
  readonly accuracy: number[]
  readonly confidence: number[]
}

test.skipIf(!pythonWith('sklearn'))(
  'precision, recall, average precision and calibration equal scikit-learn',
  () => {
    const peer = runPython<Peer>(
      `
import json, sys
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, precision_recall_curve
d = json.load(sys.stdin)
p, r, _ = precision_recall_curve(d['positive'], d['scores'])
a, c = calibration_curve(d['right'], d['confidences'], n_bins=15)
print(json.dumps(dict(precision=list(p), recall=list(r), accuracy=list(a), confidence=list(c),
  averagePrecision=average_precision_score(d['positive'], d['scores']))))
`,
      { scores: [...scores], positive: [...positive], right: [...right], confidences: [...confidences] },
    )
    const curve = precisionRecallCurve(scores, positive)
    expect(curve.averagePrecision).toBeCloseTo(peer.averagePrecision, 12)
    // scikit-learn begins with the lowest threshold and adds a point without answers at the end.
    const forward = (values: number[]): number[] => values.slice(0, -1).reverse()
    expectClose(curve.precision, forward(peer.precision))
    expectClose(curve.recall, forward(peer.recall))
    const filled = reliability(confidences, right).bins.filter((bin) => bin.rows > 0)
    expectClose(
      filled.map(({ accuracy }) => accuracy),
      peer.accuracy,
    )
    expectClose(
      filled.map(({ confidence }) => confidence),
      peer.confidence,
    )
    expect(rows).toBeGreaterThan(filled.length)
  },
)

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i]!, 10)
}
