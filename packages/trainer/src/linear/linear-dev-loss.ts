import { randomGenerator, type TrainingConfig } from '@textgate/core'
import { classWeights } from '../class-weights.ts'
import { allRows, type EncodedExamples } from '../encoded-examples.ts'
import type { LinearPart, TrainableModel } from '../trainable-model.ts'
import { linearProblem } from './linear-problem-of.ts'
import { trainCandidate } from './train-linear-part.ts'

/** What a model's linear part is tried on. */
export interface LinearTrial {
  /** Has a linear part; its variables keep their values, but for the frequencies, which it learns. */
  readonly model: TrainableModel
  readonly train: EncodedExamples
  readonly dev: EncodedExamples
  /** In the order of the model's outputs. */
  readonly labels: readonly string[]
  readonly config: Pick<TrainingConfig, 'seed' | 'classWeights'>
}

/**
 * How unlikely a model's linear part makes the dev part once it is trained, with nothing expected of its weights and nothing
 * shared; its margins become logits by the factor that suits dev best. For comparing models that differ in this part.
 *
 * @returns nats a row; for head multi the sum over the labels
 * @throws CONFIG_INVALID as `classWeights`
 */
export async function linearDevLoss({ model, train, dev, labels, config }: LinearTrial): Promise<number> {
  model.learnFrequencies?.(allRows(train))
  const part = model.linear?.() as LinearPart
  const weights = classWeights(config.classWeights, train.labels, labels)
  const problem = linearProblem(part, { train, classWeights: weights })
  const { head = 'single' } = model
  const random = randomGenerator(config.seed).fork('linear trial')
  let loss = Number.POSITIVE_INFINITY
  for await (const candidate of trainCandidate(problem, part, { dev, head, random }, { priors: 'none' })) {
    loss = candidate?.onDev?.loss ?? loss
  }
  return loss
}
