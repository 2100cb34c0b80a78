import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { pythonWith, runPython } from '../test/python-peer.mjs'
import { crossEntropy } from './cross-entropy.ts'
import { ordinalTargets } from './ordinal-targets.ts'

const GRADES = 5
const soft = ordinalTargets(GRADES)
const rowOf = (grade: number): Float64Array => soft.subarray(grade * GRADES, (grade + 1) * GRADES)

test('each target sums to 1 and falls with the distance, by e^(d²) from the grade itself', () => {
  for (let grade = 0; grade < GRADES; grade++) {
    const row = rowOf(grade)
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
    row.forEach((value, other) => {
      expect(value / row[grade]!).toBeCloseTo(Math.exp(-((grade - other) ** 2)), 12)
    })
  }
})

test('a near miss costs less than a far one', () => {
  const sureOf = (answer: number): Float32Array =>
    Float32Array.from({ length: GRADES }, (_, c) => (c === answer ? 5 : 0))
  const target = { truth: Int32Array.of(1), weights: new Float32Array(GRADES).fill(1), smoothing: 0, soft }
  const losses = [1, 2, 3, 4].map((answer) => crossEntropy(sureOf(answer), target).loss)
  expect(losses).toEqual(losses.toSorted((a, b) => a - b))
  expect(new Set(losses).size).toBe(losses.length)
})

test.skipIf(!pythonWith('torch'))('the weighted loss of soft targets and its gradient equal torch', () => {
  const random = randomGenerator('soft targets')
  const truth = Int32Array.of(0, 3, 2, 4)
  const weights = Float32Array.of(1, 0.5, 2, 1, 3)
  const logits = Float32Array.from({ length: truth.length * GRADES }, () => random.normal() * 2)
  const peer = runPython<{ loss: number; gradient: number[] }>(
    `
import json, sys, torch
d = json.load(sys.stdin)
x = torch.tensor(d['logits'], dtype=torch.float64).reshape(-1, ${GRADES}).requires_grad_()
targets = torch.tensor(d['targets'], dtype=torch.float64)
weights = torch.tensor(d['weights'], dtype=torch.float64)
rows = torch.nn.functional.cross_entropy(x, targets, reduction='none')
loss = (rows * weights).sum() / weights.sum()
loss.backward()
print(json.dumps({'loss': loss.item(), 'gradient': x.grad.flatten().tolist()}))`,
    {
      logits: [...logits],
      targets: Array.from(truth, (grade) => [...rowOf(grade)]),
      weights: Array.from(truth, (grade) => weights[grade]),
    },
  )
  const { loss, gradient } = crossEntropy(logits, { truth, weights, smoothing: 0, soft })
  expect(loss).toBeCloseTo(peer.loss, 10)
  gradient.forEach((value, i) => {
    expect(value).toBeCloseTo(peer.gradient[i]!, 7)
  })
})
