import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { pythonWith, runPython } from '../../test/python-peer.mjs'
import { packRowLabels } from '../row-labels.ts'
import { multiLabelMetrics } from './multi-label-metrics.ts'
import { ordinalMetrics } from './ordinal-metrics.ts'

const ROWS = 300
const CLASSES = 4
const LABELS = ['1', '2', '3', '4']
const random = randomGenerator('heads')

test.skipIf(!pythonWith('sklearn'))('figures of any number of labels equal scikit-learn', () => {
  const table = Array.from({ length: ROWS }, () => LABELS.map(() => Number(random.next() < 0.3)))
  const probabilities = Float32Array.from(table.flat(), (holds) => 0.6 * random.next() + 0.3 * holds)
  const thresholds = [0.5, 0.4, 0.6, 0.45]
  const answers = table.map((row, r) =>
    row.map((_, c) => Number(probabilities[r * CLASSES + c]! >= thresholds[c]!)),
  )
  const peer = runPython<Record<'microF1' | 'macroF1' | 'accuracy' | 'hammingLoss', number>>(
    `
import json, sys
from sklearn.metrics import accuracy_score, f1_score, hamming_loss
d = json.load(sys.stdin)
t, a = d['table'], d['answers']
print(json.dumps(dict(microF1=f1_score(t, a, average='micro'), macroF1=f1_score(t, a, average='macro'),
  accuracy=accuracy_score(t, a), hammingLoss=hamming_loss(t, a))))
`,
    { table, answers },
  )
  const truth = packRowLabels(table.map((row) => [...row.keys()].filter((c) => row[c] === 1)))
  const metrics = multiLabelMetrics(probabilities, truth, LABELS, thresholds)
  for (const name of ['microF1', 'macroF1', 'accuracy', 'hammingLoss'] as const) {
    expect(metrics[name], name).toBeCloseTo(peer[name], 12)
  }
})

test.skipIf(!pythonWith('sklearn'))('figures of grades equal scikit-learn', () => {
  const truth = Int32Array.from({ length: ROWS }, () => random.integer(CLASSES))
  const answers = Array.from(truth, (grade) => Math.max(0, Math.min(3, grade + random.integer(3) - 1)))
  const peer = runPython<{ kappa: number; error: number }>(
    `
import json, sys
from sklearn.metrics import cohen_kappa_score, mean_absolute_error
d = json.load(sys.stdin)
print(json.dumps(dict(kappa=cohen_kappa_score(d['truth'], d['answers'], weights='quadratic'),
  error=mean_absolute_error(d['truth'], d['answers']))))
`,
    { truth: [...truth], answers },
  )
  const probabilities = Float32Array.from({ length: ROWS * CLASSES }, (_, i) =>
    Number(answers[Math.floor(i / CLASSES)] === i % CLASSES),
  )
  const { quadraticKappa, meanAbsoluteError } = ordinalMetrics(probabilities, truth, LABELS)
  expect(quadraticKappa).toBeCloseTo(peer.kappa, 12)
  expect(meanAbsoluteError).toBeCloseTo(peer.error, 12)
})
