import type { TextgateConfig } from '@textgate/core'
import type { MeasureTrainingOptions } from './measure-training.ts'
import { prefixedOutput } from './prefixed-output.ts'
import { timeTooShort } from './time-too-short.ts'
import { trialTraining } from './trial-training.ts'
import { withEpochs } from './with-epochs.ts'

/** Share of the time that epochs are planned for: no machine is equally fast all the time. */
const PLANNED_SHARE = 0.95

/**
 * The configuration with as many epochs as a training has time for, by a short trial whose model is thrown away. Its
 * learning rate then falls to its end within the time, as that of every training does.
 *
 * @returns undefined where the signal stopped the trial
 * @throws whatever training throws, TIME_BUDGET_TOO_SHORT where the seconds are over before the end of an epoch
 */
export async function planEpochs(
  config: TextgateConfig,
  seconds: number,
  { output, ...options }: Omit<MeasureTrainingOptions, 'seconds'>,
): Promise<TextgateConfig | undefined> {
  // Trained in passes to its end, which no number of epochs changes.
  if (config.model.encoder === 'linear') return config
  output.note('a short trial, to plan as many epochs as there is time for')
  const trial = await trialTraining(config, {
    ...{ ...options, seconds },
    output: prefixedOutput(output, 'trial: '),
  })
  if (trial === undefined) return undefined
  if (trial.secondsPerEpoch === undefined) throw timeTooShort(options.name, seconds)
  return withEpochs(config, epochsWithin(seconds, trial.secondsAround, trial.secondsPerEpoch))
}

/** The most epochs that 95 % of some seconds have room for, beside what else a training takes; 1 at least. */
export function epochsWithin(seconds: number, secondsAround: number, secondsPerEpoch: number): number {
  return Math.max(1, Math.floor((PLANNED_SHARE * seconds - secondsAround) / secondsPerEpoch))
}
