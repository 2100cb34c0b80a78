import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CellWeights, Sequence } from './kernels/sequence-kernel.ts'
import { tfjsCellStates } from './kernels/tfjs-cells.ts'
import { statesOnKernels } from './kernels/wasm/states-on-kernels.ts'
import { lstmLayer } from './lstm-layer.ts'
import { recurrentLayer } from './recurrent-layer.ts'
import { rnnLayer } from './rnn-layer.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { KERNEL_SETS } from './testing/kernel-sets.ts'
import { DIRECTIONS, type LayerCase, layerCaseTitle, PARTS, randomLayerCase } from './testing/layer-cases.ts'
import { missingPeer, runPeer } from './testing/python-peer.ts'

type LayerCell = LayerCase['cell']
type Layer = typeof lstmLayer

/** States of the last layer, 0 beyond the end of a row; final states of all; gradients by name. */
interface Outcome {
  states: number[]
  final: number[]
  gradients: Record<string, number[]>
}

const cases = (['lstm', 'rnn'] as const).flatMap((cell) =>
  Array.from({ length: 16 }, (_, seed) => randomLayerCase(cell, seed)),
)
const missing = missingPeer('torch')
if (missing) console.log(`torch.nn.LSTM and torch.nn.RNN are not compared: ${missing}`)

const WAYS: readonly { name: string; layerOf: (cell: LayerCell) => Layer }[] = [
  { name: 'the layers as they are', layerOf: (cell) => ({ lstm: lstmLayer, rnn: rnnLayer })[cell] },
  {
    name: 'tfjs operations',
    layerOf: (cell) => layerBy(cell, (sequence, weights) => tfjsCellStates(cell, sequence, weights)),
  },
  ...KERNEL_SETS.slice(1).map(({ name, kernels }) => ({
    name: `kernels (${name})`,
    layerOf: (cell: LayerCell) =>
      layerBy(cell, (sequence, weights) => statesOnKernels(kernels(), cell, sequence, weights)),
  })),
]

describe.skipIf(missing)(
  'states, final states and gradients equal those of torch.nn.LSTM and torch.nn.RNN',
  () => {
    let torch: Outcome[]
    beforeAll(() => {
      torch = runPeer('torch-layers.py', cases) as Outcome[]
    }, 120_000)

    const runs = BACKENDS.flatMap((backend) =>
      WAYS.map(({ name, layerOf }) => [backend, name, layerOf] as const),
    )
    describe.each(runs)('on %s with %s', (backend, _, layerOf) => {
      beforeAll(() => useBackend(backend))

      test.each(cases.map((entry, i) => [layerCaseTitle(entry), i] as const))('%s', (_, i) => {
        const entry = cases[i]!
        const before = tf.memory().numTensors
        const { states, final, gradients } = outcomeOf(entry, layerOf(entry.cell))
        expectAlike('states', states, torch[i]!.states)
        expectAlike('final', final, torch[i]!.final)
        expect(Object.keys(gradients).sort()).toEqual(Object.keys(torch[i]!.gradients).sort())
        for (const [name, gradient] of Object.entries(gradients)) {
          expectAlike(name, gradient, torch[i]!.gradients[name]!)
        }
        expect(tf.memory().numTensors).toBe(before)
      })
    })
  },
)

function layerBy(
  cell: LayerCell,
  statesOf: (sequence: Sequence, weights: CellWeights) => tf.Tensor3D,
): Layer {
  return (x, lengths, weights, { reverse = false } = {}) =>
    recurrentLayer({ cell, x, lengths, weights, reverse }, (sequence) => statesOf(sequence, weights))
}

function outcomeOf(entry: LayerCase, layer: Layer): Outcome {
  const names = ['x', ...Object.keys(entry.weights)]
  return tf.tidy(() => {
    const tensors = [entry.x, ...Object.values(entry.weights)].map(({ shape, data }) =>
      tf.tensor(data, shape),
    )
    let states: number[] = []
    let final: number[] = []
    const loss = (...parts: tf.Tensor[]): tf.Scalar => {
      const run = stacked(entry, layer, new Map(names.map((name, i) => [name, parts[i]!])))
      const ofStates = tf.tensor(entry.ofStates, run.states.shape)
      const isReal = ofStates.notEqual(0).cast('float32')
      states = Array.from(tf.mul(run.states, isReal).dataSync())
      final = Array.from(run.final.dataSync())
      return tf.add(
        tf.sum(tf.mul(run.states, ofStates)),
        tf.sum(tf.mul(run.final, tf.tensor(entry.ofFinal, run.final.shape))),
      )
    }
    const gradients = tf
      .grads(loss)(tensors)
      .map((gradient) => Array.from(gradient.dataSync()))
    return { states, final, gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])) }
  })
}

/** Layers on top of each other, as torch stacks them: states of the last one, final states [layers * directions, …]. */
function stacked(
  { layers, bidirectional, lengths }: LayerCase,
  layer: Layer,
  parts: ReadonlyMap<string, tf.Tensor>,
): { states: tf.Tensor3D; final: tf.Tensor3D } {
  let states = parts.get('x') as tf.Tensor3D
  const finals: tf.Tensor2D[] = []
  for (let number = 0; number < layers; number++) {
    const outputs = DIRECTIONS.slice(0, bidirectional ? 2 : 1).map((direction) => {
      const weights = Object.fromEntries(
        PARTS.map((part) => [part, parts.get(`${number}.${direction}.${part}`)]),
      )
      return layer(states, lengths, weights as unknown as CellWeights, { reverse: direction === 'backward' })
    })
    states = tf.concat(
      outputs.map((output) => output.states),
      2,
    )
    finals.push(...outputs.map((output) => output.final))
  }
  return { states, final: tf.stack(finals) as tf.Tensor3D }
}

/** Expects differences below 1e-5, as a share of the largest expected value, or of 1 where that is larger. */
function expectAlike(name: string, actual: number[], expected: number[]): void {
  expect(actual.length, name).toBe(expected.length)
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
  const error = actual.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i]!)), 0)
  expect(error / scale, name).toBeLessThan(1e-5)
}
