import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'
import { beforeAll, expect, test } from 'vitest'
import { branchLogits } from '../calibration/branch-logits.ts'
import { negativeLogLikelihood } from '../calibration/negative-log-likelihood.ts'
import type { EncodedExamples } from '../encoded-examples.ts'
import { bagModel } from '../testing/bag-model.ts'
import { type LinearTraining, trainLinearPart } from './train-linear-part.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

const TOKENS = 120
const SHAPE = { vocabularySize: 2 + TOKENS, classes: 2 }

/** Six tokens a text, two of them of its label: the even ones of label 0, the odd ones of label 1. */
function examples(rows: number, seed: string): EncodedExamples {
  const random = randomGenerator(seed)
  const labels = Int32Array.from({ length: rows }, () => random.integer(2))
  const ids = Array.from(labels).flatMap((label) =>
    Array.from({ length: 6 }, (_, i) =>
      i < 2 ? 2 + label + 2 * random.integer(TOKENS / 2) : 2 + random.integer(TOKENS),
    ),
  )
  return {
    size: rows,
    ids: Int32Array.from(ids),
    offsets: Int32Array.from({ length: rows + 1 }, (_, row) => 6 * row),
    labels,
  }
}

/** Tokens that begin as their label has it, or by chance. */
const telling = (id: number) => (id < 2 ? undefined : `${id % 2 === 0 ? 'refund' : 'delay'}-${id}`)
const misleading = (id: number) => (id < 2 ? undefined : `${(id >> 1) % 2 === 0 ? 'refund' : 'delay'}-${id}`)
const unlike = (id: number) => `${id}`

const [TRAIN, DEV] = [examples(150, 'train'), examples(400, 'dev')]

/** Trains, and tells what was chosen and how likely the dev part is then. */
async function trained(training: Partial<LinearTraining>) {
  const model = bagModel(SHAPE, { alone: true })
  let last: Awaited<ReturnType<ReturnType<typeof trainLinearPart>['next']>>['value']
  for await (const step of trainLinearPart(model.linear()!, {
    ...{ train: TRAIN, dev: DEV, head: 'single', priors: 'none', sharing: 'auto' },
    ...{ random: randomGenerator('order'), classWeights: new Float32Array(2).fill(1) },
    ...training,
  })) {
    last = step
  }
  const [logits] = (await branchLogits(model, DEV, 2)) as [Float32Array]
  const { loss } = negativeLogLikelihood('single', DEV, 2)(logits)
  return { ...last!.choices!, loss, kernel: Array.from(model.linear()!.kernel.dataSync()) }
}

test('auto shares where that makes the dev part likelier', async () => {
  for (const [tokenOf, better] of [
    [telling, 'prefixes'],
    [misleading, 'none'],
  ] as const) {
    const [none, prefixes, auto] = [
      await trained({ tokenOf, sharing: 'none' }),
      await trained({ tokenOf, sharing: 'prefixes' }),
      await trained({ tokenOf, sharing: 'auto' }),
    ]
    expect(none.kernel).not.toEqual(prefixes.kernel)
    expect(prefixes.loss < none.loss).toBe(better === 'prefixes')
    expect(auto).toEqual(better === 'prefixes' ? prefixes : none)
  }
})

test('sharing is chosen with the priors that were better without it', async () => {
  const { priors: best } = await trained({ tokenOf: telling, sharing: 'none', priors: 'auto' })
  const auto = await trained({ tokenOf: telling, priors: 'auto' })
  expect(auto).toEqual(await trained({ tokenOf: telling, priors: best, sharing: 'prefixes' }))
})

test('prefixes where no tokens begin alike is told as none', async () => {
  const none = await trained({ sharing: 'none' })
  expect(await trained({ tokenOf: unlike, sharing: 'prefixes' })).toEqual(none)
})

test('auto is none without a dev part, without tokens, and where no tokens begin alike', async () => {
  const none = await trained({ sharing: 'none' })
  expect(await trained({})).toEqual(none)
  expect(await trained({ tokenOf: unlike })).toEqual(none)
  const { loss: _, ...withoutDev } = await trained({ tokenOf: telling, dev: undefined })
  expect(withoutDev).toMatchObject({ sharing: 'none' })
})

test('what a former training settled is what is taken, whatever is configured', async () => {
  const chosen = await trained({ tokenOf: telling, sharing: 'prefixes' })
  const { priors, sharing, scale } = chosen
  const again = await trained({ tokenOf: telling, sharing: 'none', settled: { priors, sharing, scale } })
  expect(again.kernel).toEqual(chosen.kernel)
})
