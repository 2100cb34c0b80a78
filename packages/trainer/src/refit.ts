import { randomGenerator } from '@textgate/core'
import { classWeights } from './class-weights.ts'
import { allRows, type EncodedExamples, joinExamples } from './encoded-examples.ts'
import { timesScale } from './linear/margin-scale.ts'
import { trainLinearPart } from './linear/train-linear-part.ts'
import { LINEAR_PART, trainOnce } from './train-once.ts'
import type { TrainOptions } from './train-options.ts'
import type { LinearPart } from './trainable-model.ts'
import type { TrainingEvent, TrainingResult } from './training-event.ts'

/** A run that is over, and the parts that the model is now trained on together. */
export interface FinishedRun extends TrainOptions {
  readonly dev: EncodedExamples
  /** Of that run, which was not aborted. */
  readonly result: TrainingResult
}

/** What the second run of `refitAll` is given beside. */
export interface RefitAllOptions extends FinishedRun {
  /** Epochs of the first run's schedule. */
  readonly epochs: number
  /** Checkpoints of the second run. */
  readonly refitFolder: string | undefined
}

/**
 * Trains everything a second time, on train and dev together, for as many epochs as were best; what dev settled stays. The
 * model's variables hold its first weights again.
 */
export async function* refitAll({
  dev,
  result,
  epochs,
  refitFolder,
  checkpointFolder: _,
  ...rest
}: RefitAllOptions): AsyncGenerator<TrainingEvent, void, undefined> {
  const { model, config } = rest
  const train = joinExamples(rest.train, dev)
  const { bestEpoch } = result
  yield { type: 'refit', rows: train.size, epochs: bestEpoch }
  for await (const event of trainOnce({
    ...{ ...rest, train, stopAfterEpoch: bestEpoch, linearChoices: result.linearChoices },
    // More rows must not mean fewer epochs, as `auto` would have it.
    config: { ...config, epochs },
    ...(refitFolder === undefined ? {} : { checkpointFolder: refitFolder }),
  })) {
    if (event.type !== 'done') {
      yield event
      continue
    }
    const { reason, steps } = event.result
    if (reason === 'aborted') {
      yield { type: 'done', result: { ...result, reason } }
      return
    }
    if (result.branchFactors) model.scaleBranches?.(result.branchFactors)
    const temperature = result.calibration?.temperature ?? 1
    if (temperature !== 1) model.scaleLogits?.(1 / temperature)
    yield { type: 'done', result: { ...result, refit: { rows: train.size, epochs: bestEpoch, steps } } }
  }
}

/**
 * Trains the linear part a second time, on train and dev together, scaled as dev settled in the first run; the rest of the
 * model stays as it is. A model without a linear part stays as it is.
 */
export async function* refitLinearPart({
  model,
  dev,
  labels,
  config,
  signal,
  result,
  tokenOf,
  ...rest
}: FinishedRun): AsyncGenerator<TrainingEvent, void, undefined> {
  const { linearChoices, branchFactors = [1], calibration } = result
  if (linearChoices === undefined) {
    yield { type: 'done', result }
    return
  }
  const train = joinExamples(rest.train, dev)
  yield { type: 'refit', rows: train.size, epochs: 0 }
  model.learnFrequencies?.(allRows(train))
  const linear = model.linear?.() as LinearPart
  const { head = 'single' } = model
  for await (const { passes } of trainLinearPart(linear, {
    ...{ train, head, random: randomGenerator(config.seed).fork(LINEAR_PART) },
    classWeights: classWeights(config.classWeights, train.labels, labels),
    ...{ priors: config.ngramPriors, sharing: config.ngramSharing, tokenOf },
    settled: {
      ...linearChoices,
      // The linear part is the last of the branches.
      scale: timesScale(
        (branchFactors.at(-1) as number) / (calibration?.temperature ?? 1),
        linearChoices.scale,
      ),
    },
  })) {
    yield { type: 'linear', passes }
    if (!signal?.aborted) continue
    yield { type: 'done', result: { ...result, reason: 'aborted' } }
    return
  }
  yield { type: 'done', result: { ...result, refit: { rows: train.size, epochs: 0, steps: 0 } } }
}
