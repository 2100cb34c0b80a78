import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'
import { type Kernels, sharedKernels } from '@textgate/kernels'
import '@tensorflow/tfjs-backend-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pythonWith, runPython } from '../../test/python-peer.mjs'
import { readVariables } from '../read-variables.ts'
import { createOptimizer } from './create-optimizer.ts'
import { hostAdamw } from './host-adamw.ts'
import { kernelAdamw } from './kernel-adamw.ts'
import { averagedWeights, type Optimizer, type OptimizerSettings } from './optimizer.ts'
import { tensorAdamw } from './tensor-adamw.ts'
import { wasmAdamw } from './wasm-adamw.ts'
import { wasmHeap } from './wasm-heap.ts'

const SHAPES = { embedding: [13, 3], kernel: [3, 5], bias: [5] }
const STEPS = 20
const SETTINGS: OptimizerSettings = { weightDecay: 0.05, clipNorm: 1.5, averageDecay: 0.9 }
const random = randomGenerator('optimizer')

type Values = Record<string, number[]>
const values = (scale: number): Values =>
  Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => [
      name,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => Math.fround(random.normal() * scale)),
    ]),
  )
const initial = values(0.5)
// From far below the clipping norm to far above it; and an embedding whose rows mostly have no gradient.
const gradients = Array.from({ length: STEPS }, (_, step) => {
  const gradient = values(step % 3 === 0 ? 0.01 : 1)
  return {
    ...gradient,
    embedding: (gradient.embedding as number[]).map((g, i) => (Math.floor(i / 3) % 4 === step % 4 ? g : 0)),
  }
})
const rate = (step: number): number => 0.02 / step

const kernels = sharedKernels() as Kernels

type Create = (variables: ReadonlyMap<string, tf.Variable>, settings: OptimizerSettings) => Optimizer
const IMPLEMENTATIONS: [name: string, backend: string, create: Create][] = [
  ['plain loops', 'cpu', hostAdamw],
  ['tfjs operations', 'cpu', tensorAdamw],
  ['tfjs operations', 'wasm', tensorAdamw],
  ['compute kernels', 'cpu', (variables, settings) => kernelAdamw(variables, settings, kernels)],
  ['compute kernels', 'wasm', (variables, settings) => kernelAdamw(variables, settings, kernels)],
  [
    'the wasm heap',
    'wasm',
    (variables, settings) =>
      wasmAdamw(variables, settings, wasmHeap() as NonNullable<ReturnType<typeof wasmHeap>>),
  ],
]

function variablesOf(start: Values): Map<string, tf.Variable> {
  return new Map(
    Object.entries(SHAPES).map(([name, shape]) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(start[name] as number[], shape))),
    ]),
  )
}

function step(optimizer: Optimizer, number: number): number {
  const tensors = new Map(
    Object.entries(SHAPES).map(([name, shape]) => [
      name,
      tf.tensor((gradients[number - 1] as Values)[name] as number[], shape),
    ]),
  )
  const norm = optimizer.update(tensors, { number, learningRate: rate(number) })
  tf.dispose([...tensors.values()])
  return norm
}

/** AdamW by its definition, in double precision. */
function reference(): { weights: Values; average: Values; norms: number[] } {
  const weights = structuredClone(initial)
  const average = structuredClone(initial)
  const state: Record<string, { m: number; v: number }[]> = {}
  const norms = gradients.map((gradient, t) => {
    const norm = Math.hypot(...Object.values(gradient).flat())
    const clip = Math.min(1, SETTINGS.clipNorm / (norm + 1e-6))
    const lr = rate(t + 1)
    const decay = Math.min(SETTINGS.averageDecay, (t + 1) / (10 + t))
    for (const [name, shape] of Object.entries(SHAPES)) {
      state[name] ??= (weights[name] as number[]).map(() => ({ m: 0, v: 0 }))
      state[name].forEach((moment, i) => {
        const g = ((gradient as Values)[name] as number[])[i]! * clip
        moment.m = 0.9 * moment.m + 0.1 * g
        moment.v = 0.999 * moment.v + 0.001 * g * g
        let w = (weights[name] as number[])[i]!
        if (shape.length > 1) w -= lr * SETTINGS.weightDecay * w
        w -= (lr * (moment.m / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(moment.v / (1 - 0.999 ** (t + 1))) + 1e-8)
        ;(weights[name] as number[])[i] = w
        ;(average[name] as number[])[i] = decay * (average[name] as number[])[i]! + (1 - decay) * w
      })
    }
    return norm
  })
  return { weights, average, norms }
}

function expectClose(actual: ReadonlyMap<string, { data: Float32Array }>, expected: Values): void {
  for (const name of Object.keys(SHAPES)) {
    actual.get(name)!.data.forEach((value, i) => {
      expect(value, `${name}[${i}]`).toBeCloseTo((expected[name] as number[])[i] as number, 5)
    })
  }
}

const torch =
  pythonWith('torch') &&
  runPython<{ weights: Values; norms: number[] }>(
    `
import json, sys, torch
d = json.load(sys.stdin)
p = {n: torch.nn.Parameter(torch.tensor(v).reshape(d['shapes'][n])) for n, v in d['initial'].items()}
o = torch.optim.AdamW([{'params': [x for x in p.values() if x.dim() > 1], 'weight_decay': d['settings']['weightDecay']},
                       {'params': [x for x in p.values() if x.dim() == 1], 'weight_decay': 0.0}], eps=1e-8)
norms = []
for g, lr in zip(d['gradients'], d['rates']):
    for n, v in g.items(): p[n].grad = torch.tensor(v).reshape(d['shapes'][n])
    norms.append(torch.nn.utils.clip_grad_norm_(p.values(), d['settings']['clipNorm']).item())
    for group in o.param_groups: group['lr'] = lr
    o.step()
print(json.dumps({'weights': {n: x.flatten().tolist() for n, x in p.items()}, 'norms': norms}))`,
    { shapes: SHAPES, initial, gradients, settings: SETTINGS, rates: gradients.map((_, i) => rate(i + 1)) },
  )

describe.each(IMPLEMENTATIONS)('AdamW by %s on %s', (_, backend, create) => {
  let variables: Map<string, tf.Variable>
  let optimizer: Optimizer
  let norms: number[]
  let tensorsBefore: number

  beforeAll(async () => {
    await tf.setBackend(backend)
    await tf.ready()
    tensorsBefore = tf.memory().numTensors
    variables = variablesOf(initial)
    optimizer = create(variables, SETTINGS)
    norms = gradients.map((_gradient, i) => step(optimizer, i + 1))
  })
  afterAll(() => {
    optimizer.dispose()
    for (const variable of variables.values()) variable.dispose()
    expect(tf.memory().numTensors).toBe(tensorsBefore)
  })

  test('weights, averages and norms agree with the definition over 20 steps', async () => {
    const expected = reference()
    expectClose(await readVariables(variables), expected.weights)
    expectClose(averagedWeights(await optimizer.read()), expected.average)
    norms.forEach((norm, i) => {
      expect(norm).toBeCloseTo(expected.norms[i] as number, 4)
    })
    expect(Math.max(...norms)).toBeGreaterThan(SETTINGS.clipNorm)
    expect(Math.min(...norms)).toBeLessThan(SETTINGS.clipNorm)
  })

  test.skipIf(!torch)('weights agree with torch.optim.AdamW and clip_grad_norm_', async () => {
    expectClose(await readVariables(variables), (torch as { weights: Values }).weights)
  })

  test('a run that is saved and restored goes on to the same bytes', async () => {
    const first = variablesOf(initial)
    const begun = create(first, SETTINGS)
    for (let i = 1; i <= 7; i++) step(begun, i)
    const [weights, state] = [await readVariables(first), await begun.read()]
    const second = variablesOf(Object.fromEntries([...weights].map(([name, { data }]) => [name, [...data]])))
    const resumed = create(second, SETTINGS)
    resumed.write(state)
    for (let i = 8; i <= STEPS; i++) step(resumed, i)
    expect(await readVariables(second)).toEqual(await readVariables(variables))
    expect(await resumed.read()).toEqual(await optimizer.read())
    for (const made of [begun, resumed]) made.dispose()
    for (const variable of [...first.values(), ...second.values()]) variable.dispose()
  })

  test('a gradient that is not finite changes nothing', async () => {
    const before = [await readVariables(variables), await optimizer.read()]
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const gradient = tf.tensor1d([0, 1, bad, 0, 0])
      expect(
        optimizer.update(new Map([['bias', gradient]]), { number: 21, learningRate: 0.1 }),
      ).not.toSatisfy(Number.isFinite)
      gradient.dispose()
    }
    expect([await readVariables(variables), await optimizer.read()]).toEqual(before)
  })

  test('a tensor that someone holds keeps its values', () => {
    const holder = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3, 4, 5])))
    const held = holder.clone()
    const own = create(new Map([['bias', holder]]), SETTINGS)
    const gradient = tf.ones([5])
    own.update(new Map([['bias', gradient]]), { number: 1, learningRate: 0.1 })
    expect([...held.dataSync()]).toEqual([1, 2, 3, 4, 5])
    expect(holder.dataSync()[0]).toBeCloseTo(0.9, 5)
    own.dispose()
    tf.dispose([holder, held, gradient])
  })
})

test.each(['wasm', 'cpu'])(
  'on %s the state lies in kernel memory, where threads work on it',
  async (backend) => {
    await tf.setBackend(backend)
    const variables = variablesOf(initial)
    const before = [tf.memory().numTensors, kernels.memory.blocks]
    const optimizer = createOptimizer(variables, SETTINGS)
    // Parameter, first, second and average of each of three variables.
    expect([tf.memory().numTensors, kernels.memory.blocks - 12]).toEqual(before)
    optimizer.dispose()
    expect([tf.memory().numTensors, kernels.memory.blocks]).toEqual(before)
    for (const variable of variables.values()) variable.dispose()
  },
)
