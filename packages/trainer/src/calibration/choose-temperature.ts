import type { Head } from '@textgate/core'
import { binaryCrossEntropy } from '../binary-cross-entropy.ts'
import { crossEntropy } from '../cross-entropy.ts'
import type { RowLabels } from '../row-labels.ts'
import type { LossOfLogits } from '../training-loss.ts'
import { fitTemperature } from './fit-temperature.ts'

/** Fewer rows say more of themselves than of the model. */
const FEWEST_ROWS = 100

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

function negativeLogLikelihood(head: Head, truth: RowLabels, classes: number): LossOfLogits {
  if (head === 'multi') return (logits) => binaryCrossEntropy(logits, { truth, classes, smoothing: 0 })
  const target = { truth: truth.labels, weights: new Float32Array(classes).fill(1), smoothing: 0 }
  return (logits) => crossEntropy(logits, target)
}
