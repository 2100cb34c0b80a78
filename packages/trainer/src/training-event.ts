import type { ClassificationMetrics, EpochRecord, RefitRecord } from '@textgate/core'
import type { DevResult } from './finish-on-dev.ts'
import type { LinearChoices } from './linear/train-linear-part.ts'

/** Why a run ended. */
export type StopReason = 'epochs' | 'patience' | 'aborted'

/** What `train` tells while it runs. Epochs and steps count from 1; times are in seconds. */
export type TrainingEvent =
  | {
      readonly type: 'start'
      readonly backend: string
      readonly epochs: number
      readonly stepsPerEpoch: number
      /** Steps already done by the run that is resumed; 0 for a new one. */
      readonly resumedSteps: number
    }
  | { readonly type: 'epoch'; readonly epoch: number; readonly epochs: number }
  /**
   * Passes of the linear part over the texts so far, and when it is done what was chosen; before the first step, and again
   * where a run goes on.
   */
  | ({ readonly type: 'linear'; readonly passes: number } & Partial<
      Pick<LinearChoices, 'priors' | 'sharing'>
    >)
  | {
      readonly type: 'step'
      readonly epoch: number
      /** Of all epochs. */
      readonly step: number
      /** Of all epochs, if the run does not stop early. */
      readonly steps: number
      /** Mean training loss of this epoch so far, in nats. */
      readonly loss: number
      readonly learningRate: number
      readonly textsPerSecond: number
      /** To the end of the last epoch, by the speed so far. */
      readonly etaSeconds: number
    }
  | {
      readonly type: 'evaluation'
      readonly epoch: number
      /** Mean training loss of the epoch, in nats. */
      readonly trainingLoss: number
      /** On the dev part; where the model has a linear part, of the other part alone. */
      readonly metrics: ClassificationMetrics
      /** Whether these are the best weights so far. */
      readonly best: boolean
    }
  /**
   * The second run of `config.refit` begins: on so many rows, for so many epochs; 0 where the linear part alone is trained
   * again. The events of that run follow.
   */
  | { readonly type: 'refit'; readonly rows: number; readonly epochs: number }
  | { readonly type: 'checkpoint'; readonly file: string; readonly step: number }
  | { readonly type: 'stopped'; readonly reason: StopReason; readonly epoch: number }
  | { readonly type: 'done'; readonly result: TrainingResult }

/** How a run ended; what the dev part settles is absent without one. */
export interface TrainingResult extends Partial<DevResult> {
  readonly reason: StopReason
  readonly backend: string
  /** Epochs begun. */
  readonly epochs: number
  readonly steps: number
  /** Epoch whose weights the model holds now; 0 when none was finished. */
  readonly bestEpoch: number
  /** Every finished epoch in order, those before a resumption too; `train` always gives it. */
  readonly history?: readonly EpochRecord[]
  /** Of the linear part, before its branch was weighed; absent without one. */
  readonly linearChoices?: LinearChoices
  /** What the dev part multiplied the logits of each branch by, in the order of `branches`; absent where it did not. */
  readonly branchFactors?: readonly number[]
  /** The second training of `config.refit`, on train and dev together; absent without. All other figures are of the first. */
  readonly refit?: RefitRecord
}
