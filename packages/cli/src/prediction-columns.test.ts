import { expect, test } from 'vitest'
import { predictionColumns } from './prediction-columns.ts'

const plain = predictionColumns({ labelSeparator: '|', best: 0 })
const probabilities = { refund: 0.75, other: 0.2, '3': 0.05 }

test('an answer stands with its probability, and an unsure text is unknown', () => {
  expect(plain({ label: 'refund', probability: 0.75, probabilities })).toEqual(['refund', '0.7500'])
  expect(plain({ label: null, probability: 0.75, probabilities })).toEqual(['unknown', '0.7500'])
})

test('several answers stand between separators, each with its probability, and none is an empty cell', () => {
  const one = { label: 'refund', probability: 0.75, probabilities }
  expect(plain({ ...one, labels: ['refund', 'other'] })).toEqual(['refund|other', '0.7500|0.2000'])
  expect(plain({ ...one, label: null, labels: [] })).toEqual(['', ''])
})

test('the best labels are listed beside the answer where they are wanted, the most probable first', () => {
  const best = predictionColumns({ labelSeparator: '|', best: 2 })
  const columns = best({
    label: null,
    probability: 0.75,
    probabilities: { '3': 0.05, refund: 0.75, other: 0.2 },
  })
  expect(columns).toEqual(['unknown', '0.7500', 'refund 0.7500, other 0.2000'])
})
