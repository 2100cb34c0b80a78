import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'
import { beforeAll, expect, test } from 'vitest'
import { branchLogits } from '../calibration/branch-logits.ts'
import { fitFactors, mixLogits } from '../calibration/fit-factors.ts'
import { negativeLogLikelihood } from '../calibration/negative-log-likelihood.ts'
import type { EncodedExamples } from '../encoded-examples.ts'
import { packRowLabels } from '../row-labels.ts'
import { bagModel } from '../testing/bag-model.ts'
import { trainLinearPart } from './train-linear-part.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

const BAND = 20
const SHAPE = { vocabularySize: 62, classes: 3 }
/** A rare label, and two that are not. */
const SHARES = [0.03, 0.3, 0.6]

/** Each label is there or not by itself, and then three tokens of its band are, beside five that are noise. */
function examples(rows: number, seed: string): EncodedExamples {
  const random = randomGenerator(seed)
  const sets = Array.from({ length: rows }, () =>
    SHARES.flatMap((share, label) => (random.next() < share ? [label] : [])),
  )
  const token = (from: number, count: number): number => 2 + from + random.integer(count)
  return encoded(
    sets.map((labels) => [
      ...labels.flatMap((label) => Array.from({ length: 3 }, () => token(label * BAND, BAND))),
      ...Array.from({ length: 5 }, () => token(0, 3 * BAND)),
    ]),
    sets,
  )
}

function encoded(texts: number[][], sets: number[][]): EncodedExamples {
  const offsets = new Int32Array(texts.length + 1)
  texts.forEach((ids, row) => {
    offsets[row + 1] = offsets[row]! + ids.length
  })
  return { ids: Int32Array.from(texts.flat()), offsets, ...packRowLabels(sets) }
}

async function trained(train: EncodedExamples, shape = SHAPE) {
  const model = { ...bagModel(shape, { alone: true }), head: 'multi' as const }
  const steps = []
  for await (const step of trainLinearPart(model.linear()!, {
    ...{ train, head: 'multi', priors: 'auto', sharing: 'auto', random: randomGenerator('order') },
    classWeights: new Float32Array(shape.classes).fill(1),
  })) {
    steps.push(step)
  }
  const { scale } = steps.at(-1)!.choices!
  return { model, steps, scale }
}

test('new texts are likelier by a sigmoid for each label than by any one factor of all margins', async () => {
  const { model, scale } = await trained(examples(800, 'train'))
  const unseen = examples(3000, 'new')
  const [logits] = (await branchLogits(model, unseen, 3)) as [Float32Array]
  const { slopes, offsets } = scale
  const margins = logits.map((logit, i) => (logit - offsets[i % 3]!) / slopes[i % 3]!)
  const lossOf = negativeLogLikelihood('multi', unseen, 3)
  const [best] = fitFactors([margins], lossOf) as [number]
  expect(lossOf(logits).loss).toBeLessThan(lossOf(mixLogits([margins], [best])).loss)
  expect(new Set(slopes).size).toBe(3)
})

test('sigmoids are those of texts that the machines have not seen: labels by chance stay at their share', async () => {
  const random = randomGenerator('chance')
  const rows = 300
  const noise = 30
  // A token of its own lets a machine know every text that it was trained on.
  const texts = Array.from({ length: rows }, (_, row) => [
    2 + noise + row,
    ...Array.from({ length: 4 }, () => 2 + random.integer(noise)),
  ])
  const sets = texts.map(() => (random.next() < 0.3 ? [0] : [1]))
  const seen = encoded(texts, sets)
  const { model } = await trained(seen, { vocabularySize: 2 + noise + rows, classes: 2 })
  const [logits] = (await branchLogits(model, seen, 2)) as [Float32Array]
  const share = sets.filter(([label]) => label === 0).length / rows
  for (let row = 0; row < rows; row++) {
    expect(1 / (1 + Math.exp(-logits[row * 2]!))).toBeCloseTo(share, 0.7)
  }
})

test('passes count on through all trainings, and the end alone tells what was chosen', async () => {
  const { steps } = await trained(examples(200, 'few'))
  const passes = steps.slice(0, -1).map((step) => step.passes)
  expect(passes).toEqual(passes.map((_, i) => i + 1))
  expect(steps.at(-1)?.passes).toBe(passes.length)
  expect(steps.filter(({ choices }) => choices !== undefined)).toHaveLength(1)
  expect(steps.at(-1)?.choices?.scale.slopes).toHaveLength(3)
})

test('texts too few to be parted get the usual factor', async () => {
  const { scale } = await trained(examples(2, 'two'))
  expect(scale).toEqual({ slopes: [3, 3, 3], offsets: [0, 0, 0] })
})
