import { TextgateError, type TrainingConfig } from '@textgate/core'
import type { EncodedExamples } from './encoded-examples.ts'
import type { TrainableModel } from './trainable-model.ts'

/** What `train` is given. */
export interface TrainOptions {
  /** Its variables hold the initial weights; at the end they hold the best. */
  readonly model: TrainableModel
  readonly train: EncodedExamples
  /** Watched by early stopping; without it, the weights of the last epoch are the result. */
  readonly dev?: EncodedExamples
  /** In the order of the model's outputs. */
  readonly labels: readonly string[]
  readonly config: TrainingConfig
  /** Where checkpoints are written; none are without it. A run that does not resume replaces the one that is there. */
  readonly checkpointFolder?: string
  /** Go on from the checkpoint in `checkpointFolder`; where there is none yet, start from the beginning. */
  readonly resume?: boolean
  /** Whatever else the weights depend on, e.g. the model's configuration; a checkpoint with others is refused. */
  readonly facts?: Readonly<Record<string, string>>
  /** Stops after the current step, with a checkpoint. */
  readonly signal?: AbortSignal
}

/** @throws DATA_TOO_SMALL for an empty part or fewer than two labels */
export function checkTrainOptions({ train, dev, labels }: TrainOptions): void {
  const reason =
    train.size === 0
      ? 'the training part has no rows'
      : dev?.size === 0
        ? 'the dev part has no rows'
        : labels.length < 2
          ? `there are only ${labels.length} labels`
          : undefined
  if (reason === undefined) return
  throw new TextgateError('DATA_TOO_SMALL', `${reason}; give more labelled rows`, { details: { reason } })
}
