import type { Head } from '@textgate/core'
import type { RowLabels } from '../row-labels.ts'
import { fitTemperature } from './fit-temperature.ts'
import { negativeLogLikelihood } from './negative-log-likelihood.ts'

/** Fewer rows say more of themselves than of the model. */
export const FEWEST_ROWS = 100

/** A temperature, and where it is 1 the reason. */
export interface TemperatureChoice {
  readonly temperature: number
  readonly reason?: string
}

/**
 * The temperature that suits rows from which the model has not learnt; 1, with the reason, where they do not tell one.
 *
 * @param logits - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row
 */
export function chooseTemperature(
  logits: Float32Array,
  truth: RowLabels,
  { head, classes }: { readonly head: Head; readonly classes: number },
): TemperatureChoice {
  if (truth.size < FEWEST_ROWS) {
    return { temperature: 1, reason: `the dev part has ${truth.size} rows; ${FEWEST_ROWS} are needed` }
  }
  const lossOf = negativeLogLikelihood(head, truth, classes)
  const temperature = fitTemperature(logits, lossOf)
  if (temperature === undefined) {
    return { temperature: 1, reason: 'no temperature from 0.05 to 20 is the best one for the dev part' }
  }
  const lossAt = (t: number): number => lossOf(logits.map((logit) => logit / t)).loss
  return lossAt(temperature) < lossAt(1)
    ? { temperature }
    : { temperature: 1, reason: 'no temperature lowers the loss on the dev part' }
}
