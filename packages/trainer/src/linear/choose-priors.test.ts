import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'
import { beforeAll, expect, test } from 'vitest'
import { branchLogits } from '../calibration/branch-logits.ts'
import { negativeLogLikelihood } from '../calibration/negative-log-likelihood.ts'
import type { EncodedExamples } from '../encoded-examples.ts'
import { packRowLabels } from '../row-labels.ts'
import { bagModel } from '../testing/bag-model.ts'
import { type LinearTraining, trainLinearPart } from './train-linear-part.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

const TOKENS = 200
const SHAPE = { vocabularySize: 2 + TOKENS, classes: 2 }
const HEADS = ['single', 'multi'] as const

/** Twelve tokens a text: `own` of them from the tokens of its label, the others by chance. */
function examples(rows: number, tokensOfLabel: number, own: number, seed: string): EncodedExamples {
  const random = randomGenerator(seed)
  const labels = Int32Array.from({ length: rows }, () => random.integer(2))
  const ids = Array.from(labels).flatMap((label) =>
    Array.from({ length: 12 }, (_, i) =>
      i < own ? 2 + label * tokensOfLabel + random.integer(tokensOfLabel) : 2 + random.integer(TOKENS),
    ),
  )
  return {
    size: rows,
    ids: Int32Array.from(ids),
    offsets: Int32Array.from({ length: rows + 1 }, (_, row) => 12 * row),
    labels,
  }
}

/** Trains, and tells what was chosen and how likely the dev part is then. */
async function trained(
  training: Pick<LinearTraining, 'train' | 'priors' | 'dev' | 'settled'>,
  head: LinearTraining['head'] = 'single',
) {
  const asHead = (part: EncodedExamples): EncodedExamples =>
    head === 'multi' ? { ...part, ...packRowLabels(Array.from(part.labels, (label) => [label])) } : part
  const model = { ...bagModel(SHAPE, { alone: true }), head }
  const { train, dev } = training
  let last: Awaited<ReturnType<ReturnType<typeof trainLinearPart>['next']>>['value']
  for await (const step of trainLinearPart(model.linear()!, {
    ...{ ...training, sharing: 'none', head, random: randomGenerator('order') },
    ...{ train: asHead(train), dev: dev && asHead(dev), classWeights: new Float32Array(2).fill(1) },
  })) {
    last = step
  }
  const judge = asHead(dev ?? train)
  const [logits] = (await branchLogits(model, judge, 2)) as [Float32Array]
  const { loss } = negativeLogLikelihood(head, judge, 2)(logits)
  return { ...last!.choices!, loss, kernel: Array.from(model.linear()!.kernel.dataSync()) }
}

/** Few tokens tell the labels apart, and all of a label's do. */
const CASES = [
  ['few tokens of many say something', 10, 2],
  ['all tokens do, with few texts each', TOKENS / 2, 6],
] as const

test('auto is what makes the dev part likelier, and either may be', async () => {
  const chosen = []
  for (const [name, tokensOfLabel, own] of CASES) {
    for (const head of HEADS) {
      const part = (rows: number, seed: string) => examples(rows, tokensOfLabel, own, `${name} ${seed}`)
      const [train, dev] = [part(200, 'train'), part(400, 'dev')]
      const [none, bayes, auto] = [
        await trained({ train, dev, priors: 'none' }, head),
        await trained({ train, dev, priors: 'naive-bayes' }, head),
        await trained({ train, dev, priors: 'auto' }, head),
      ]
      const better = none.loss < bayes.loss ? none : bayes
      expect(none.kernel).not.toEqual(bayes.kernel)
      expect(auto, `${name}, ${head}`).toEqual(better)
      chosen.push(auto.priors)
    }
  }
  expect(new Set(chosen).size).toBe(2)
})

test('without a dev part auto is none', async () => {
  const train = examples(200, 10, 2, 'train')
  expect(await trained({ train, priors: 'auto' })).toEqual(await trained({ train, priors: 'none' }))
})

test('what a former training settled is what is taken, whatever is configured', async () => {
  const train = examples(200, 10, 2, 'train')
  const scale = { slopes: [2, 2], offsets: [0, 0] }
  const settled = { priors: 'naive-bayes', sharing: 'none', scale } as const
  const again = await trained({ train, priors: 'none', settled })
  const bayes = await trained({ train, priors: 'naive-bayes' })
  expect(again).toMatchObject({ priors: 'naive-bayes', scale })
  // Without dev the usual factor is 3.
  bayes.kernel.forEach((value, i) => {
    expect(again.kernel[i]).toBeCloseTo((value * 2) / 3, 5)
  })
})
