import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { pythonWith, runPython } from '../test/python-peer.mjs'
import { type CrossEntropyTarget, crossEntropy, crossEntropyTensor } from './cross-entropy.ts'

const random = randomGenerator('cross-entropy')
const ROWS = 7
const CLASSES = 5
const logits = Float32Array.from({ length: ROWS * CLASSES }, () => random.normal() * 3)
const truth = Int32Array.from({ length: ROWS }, () => random.integer(CLASSES))
const uniform = new Float32Array(CLASSES).fill(1)
const uneven = Float32Array.from({ length: CLASSES }, () => 0.2 + random.next() * 3)
const TARGETS: [string, CrossEntropyTarget][] = [
  ['plain', { truth, weights: uniform, smoothing: 0 }],
  ['smoothed', { truth, weights: uniform, smoothing: 0.1 }],
  ['weighted', { truth, weights: uneven, smoothing: 0 }],
  ['smoothed and weighted', { truth, weights: uneven, smoothing: 0.3 }],
]

test.each(TARGETS)('%s: the gradient agrees with finite differences', (_, target) => {
  const { gradient } = crossEntropy(logits, target)
  logits.forEach((value, i) => {
    const shifted = (by: number) => crossEntropy(logits.with(i, value + by), target).loss
    expect(gradient[i]).toBeCloseTo((shifted(0.01) - shifted(-0.01)) / 0.02, 4)
  })
})

test.skipIf(!pythonWith('torch'))('loss and gradient equal torch', () => {
  const peers = runPython<{ loss: number; gradient: number[] }[]>(
    `
import json, sys, torch
d = json.load(sys.stdin)
out = []
for t in d['targets']:
    w = torch.tensor(t['weights'], dtype=torch.float64)
    x = torch.tensor(d['logits'], dtype=torch.float64).reshape(-1, len(w)).requires_grad_()
    loss = torch.nn.functional.cross_entropy(x, torch.tensor(t['truth']), weight=w, label_smoothing=t['smoothing'])
    loss.backward()
    out.append({'loss': loss.item(), 'gradient': x.grad.flatten().tolist()})
print(json.dumps(out))`,
    {
      logits: [...logits],
      targets: TARGETS.map(([, target]) => ({ ...target, truth: [...truth], weights: [...target.weights] })),
    },
  )
  TARGETS.forEach(([name, target], t) => {
    const { loss, gradient } = crossEntropy(logits, target)
    expect(loss, name).toBeCloseTo(peers[t]?.loss as number, 10)
    gradient.forEach((value, i) => {
      expect(value, name).toBeCloseTo(peers[t]?.gradient[i] as number, 7)
    })
  })
})

test('logits of any size give a finite loss', () => {
  const { loss, gradient } = crossEntropy(Float32Array.of(1e30, -1e30, 0), {
    truth: Int32Array.of(0),
    weights: new Float32Array(3).fill(1),
    smoothing: 0,
  })
  expect(loss).toBe(0)
  expect(gradient.every(Number.isFinite)).toBe(true)
})

test('a logit that is no number makes the loss no number', () => {
  const target = { truth: Int32Array.of(0), weights: new Float32Array(2).fill(1), smoothing: 0.1 }
  expect(crossEntropy(Float32Array.of(Number.NaN, 0), target).loss).toBeNaN()
  expect(crossEntropy(Float32Array.of(Number.POSITIVE_INFINITY, 0), target).loss).toBeNaN()
})

describe.each(['wasm', 'cpu'])('as a tfjs operation on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
    await tf.ready()
  })

  test('it differentiates through whatever made the logits', () => {
    const target: CrossEntropyTarget = { truth, weights: uneven, smoothing: 0.1 }
    const half = logits.map((value) => value / 2)
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
      crossEntropyTensor(tf.mul(x, 2) as tf.Tensor2D, target),
    )(tf.tensor2d(half, [ROWS, CLASSES]))
    const expected = crossEntropy(logits, target)
    expect(value.dataSync()[0]).toBeCloseTo(expected.loss, 5)
    grad.dataSync().forEach((g, i) => {
      expect(g).toBeCloseTo(2 * (expected.gradient[i] as number), 6)
    })
  })
})
