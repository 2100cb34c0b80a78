import type { TextgateConfig } from '@textgate/core'
import { trainModel } from '../train-model.ts'
import { abortAfter } from './abort-after.ts'
import type { MeasureTrainingOptions } from './measure-training.ts'
import { median } from './median.ts'
import { withEpochs } from './with-epochs.ts'

/** A trial goes on for so long where epochs are short: in a process that has just begun, the first are slower. */
const TRIAL_SECONDS = 5

/** More than a trial has time for, where epochs are long enough to matter. */
const TRIAL_EPOCHS = 100

/** What a training takes. */
export interface TrialTraining {
  /** Of an encoder with its scoring on dev, the median of the epochs; undefined where there was no time for one. */
  readonly secondsPerEpoch: number | undefined
  /** Before the first epoch and after the last: the making of the model, its n-grams, the calibration on dev. */
  readonly secondsAround: number
}

/**
 * Trains an encoder until the first epoch that ends after five seconds, or until its own seconds are over, and throws the
 * model away.
 *
 * @returns undefined where the signal stopped it
 * @throws whatever training throws
 */
export async function trialTraining(
  config: TextgateConfig,
  { data, vectors, seconds, signal, output }: Omit<MeasureTrainingOptions, 'name'>,
): Promise<TrialTraining | undefined> {
  const enough = new AbortController()
  const time = abortAfter(seconds, signal)
  const epochs: number[] = []
  const started = performance.now()
  let epochStarted = started
  let unfinished = 0
  const { model } = await trainModel(withEpochs(config, TRIAL_EPOCHS), data, {
    signal: AbortSignal.any([time.signal, enough.signal]),
    ...(vectors && config.training.vectors.file !== null ? { vectors } : {}),
    onEvent: (event) => {
      const now = performance.now()
      if (event.type === 'start') output.note(`an epoch has ${event.stepsPerEpoch} steps`)
      if (event.type === 'epoch' || event.type === 'linear') epochStarted = now
      if (event.type === 'step') {
        unfinished = now - epochStarted
        output.redraw(`step ${event.step}`)
      }
      if (event.type !== 'evaluation') return
      unfinished = 0
      epochs.push(now - epochStarted)
      output.note(`epoch ${event.epoch}: ${((now - epochStarted) / 1000).toFixed(1)} s`)
      if (now - started > TRIAL_SECONDS * 1000) enough.abort()
    },
  }).finally(time.release)
  model.dispose()
  if (signal.aborted) return undefined
  const inEpochs = epochs.reduce((sum, one) => sum + one, unfinished)
  return {
    secondsPerEpoch: epochs.length === 0 ? undefined : median(epochs) / 1000,
    secondsAround: (performance.now() - started - inEpochs) / 1000,
  }
}
