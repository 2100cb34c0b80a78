import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { pythonWith, runPython } from '../test/python-peer.mjs'
import { binaryCrossEntropy } from './binary-cross-entropy.ts'
import { labelTable, packRowLabels } from './row-labels.ts'

const random = randomGenerator('binary cross-entropy')
const CLASSES = 4
const truth = packRowLabels([[0, 2], [], [3], [0, 1, 2, 3], [1], [2]])
const logits = Float32Array.from({ length: truth.size * CLASSES }, () => random.normal() * 3)
const TARGETS = [0, 0.2].map((smoothing) => ({ truth, classes: CLASSES, smoothing }))

test.each(TARGETS)('smoothing $smoothing: the gradient agrees with finite differences', (target) => {
  const { gradient } = binaryCrossEntropy(logits, target)
  logits.forEach((value, i) => {
    const shifted = (by: number) => binaryCrossEntropy(logits.with(i, value + by), target).loss
    expect(gradient[i]).toBeCloseTo((shifted(0.01) - shifted(-0.01)) / 0.02, 4)
  })
})

test.skipIf(!pythonWith('torch'))('loss and gradient equal torch', () => {
  const table = [...labelTable(truth, CLASSES)]
  const peers = runPython<{ loss: number; gradient: number[] }[]>(
    `
import json, sys, torch
d = json.load(sys.stdin)
out = []
for smoothing in d['smoothings']:
    x = torch.tensor(d['logits'], dtype=torch.float64).reshape(-1, ${CLASSES}).requires_grad_()
    y = torch.tensor(d['table'], dtype=torch.float64).reshape(-1, ${CLASSES}) * (1 - smoothing) + smoothing / 2
    loss = torch.nn.functional.binary_cross_entropy_with_logits(x, y, reduction='sum') / len(x)
    loss.backward()
    out.append({'loss': loss.item(), 'gradient': x.grad.flatten().tolist()})
print(json.dumps(out))`,
    { logits: [...logits], table, smoothings: TARGETS.map(({ smoothing }) => smoothing) },
  )
  TARGETS.forEach((target, t) => {
    const { loss, gradient } = binaryCrossEntropy(logits, target)
    expect(loss).toBeCloseTo(peers[t]?.loss as number, 10)
    gradient.forEach((value, i) => {
      expect(value).toBeCloseTo(peers[t]?.gradient[i] as number, 7)
    })
  })
})

test('logits of any size give a finite loss, and one that is no number gives none', () => {
  const target = { truth: packRowLabels([[0]]), classes: 2, smoothing: 0 }
  const { loss, gradient } = binaryCrossEntropy(Float32Array.of(1e30, -1e30), target)
  expect(loss).toBe(0)
  expect([...gradient]).toEqual([0, 0])
  expect(binaryCrossEntropy(Float32Array.of(Number.NaN, 0), target).loss).toBeNaN()
})
