import { isTextgateError, type TextgateConfig, TextgateError } from '@textgate/core'
import { rowLengths } from '@textgate/trainer'
import type { EncoderResult } from './comparison.ts'
import { encoderResult } from './encoder-result.ts'
import { type MeasuredTraining, type MeasureTrainingOptions, measureTraining } from './measure-training.ts'
import { planEpochs } from './plan-epochs.ts'
import { prefixedOutput } from './prefixed-output.ts'

/** What measuring one encoder needs beside its configuration. */
export interface MeasureEncoderOptions extends MeasureTrainingOptions {
  /** It is trained with each; one or more. */
  readonly seeds: readonly number[]
  /** Whether all encoders have the same time; this one has `seconds` of it, or as long as it takes. */
  readonly isTimed: boolean
}

/** An encoder's figures, and which rows it answers rightly after its training with the first seed, uint8, shape [rows]. */
export interface MeasuredEncoder {
  readonly result: EncoderResult
  readonly right: Uint8Array
}

/**
 * Trains one encoder with every seed and scores the best weights of each training once, on the test part where there is
 * one, else on dev. Where its time is limited, as many epochs are planned as there is time for.
 *
 * @returns undefined where the signal stopped it
 * @throws whatever training throws, TIME_BUDGET_TOO_SHORT where its time is over before the end of an epoch
 */
export async function measureEncoder(
  config: TextgateConfig,
  { seeds, isTimed, ...options }: MeasureEncoderOptions,
): Promise<MeasuredEncoder | undefined> {
  const { name, data, seconds, output } = options
  const planned = seconds === undefined ? config : await planEpochs(config, seconds, options)
  if (planned === undefined) return undefined
  const trainings: MeasuredTraining[] = []
  for (const seed of seeds) {
    const own = seeds.length === 1 ? output : prefixedOutput(output, `seed ${seed}: `)
    const training = await measureTraining(withSeed(planned, seed), { ...options, output: own }).catch(
      (error: unknown) => {
        throw seeds.length === 1 ? error : namingSeed(error, seed)
      },
    )
    if (training === undefined) return undefined
    trainings.push(training)
  }
  const lengths = rowLengths(data.test ?? data.dev)
  const facts = { name, model: config.model, lengths, isTimed }
  return { result: encoderResult(trainings, facts), right: (trainings[0] as MeasuredTraining).right }
}

function withSeed(config: TextgateConfig, seed: number): TextgateConfig {
  return { ...config, training: { ...config.training, seed } }
}

function namingSeed(error: unknown, seed: number): unknown {
  if (!isTextgateError(error)) return error
  const reason = error.message.slice(`${error.code}: `.length)
  return new TextgateError(error.code, `with seed ${seed}, ${reason}`, {
    details: { ...error.details, seed },
    cause: error,
  })
}
