import { type Head, headProblems, TextgateError, type TrainingConfig } from '@textgate/core'
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
  /** The token of an id, as a tokenizer has it; without it, `config.ngramSharing` knows of no words that begin alike. */
  readonly tokenOf?: (id: number) => string | undefined
  /** Where checkpoints are written; none are without it. A run that does not resume replaces the one that is there. */
  readonly checkpointFolder?: string
  /** Go on from the checkpoint in `checkpointFolder`; where there is none yet, start from the beginning. */
  readonly resume?: boolean
  /** Whatever else the weights depend on, e.g. the model's configuration; a checkpoint with others is refused. */
  readonly facts?: Readonly<Record<string, string>>
  /** Stops after the current step, with a checkpoint. */
  readonly signal?: AbortSignal
}

/**
 * @throws DATA_TOO_SMALL for an empty part or fewer than two labels
 * @throws CONFIG_INVALID for a setting that the model's head does not have, or rows of several labels for one of one label
 */
export function checkTrainOptions({ model, train, dev, labels, config }: TrainOptions): void {
  checkHead(model.head ?? 'single', [train, ...(dev ? [dev] : [])], config)
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

function checkHead(head: Head, parts: readonly EncodedExamples[], config: TrainingConfig): void {
  const [problem] = headProblems(head, { training: config })
  if (problem) {
    throw new TextgateError('CONFIG_INVALID', `${problem.path.join('.')}: ${problem.message}`, {
      details: { key: problem.path.join('.') },
    })
  }
  if (head !== 'multi' && parts.some(({ labelOffsets }) => labelOffsets !== undefined)) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `the rows have lists of labels, and the model's head is ${head}; set model.head: multi`,
      { details: { key: 'model.head' } },
    )
  }
}
