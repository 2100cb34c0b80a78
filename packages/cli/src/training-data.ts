import {
  type LabelledText,
  type MultiLabelledText,
  randomGenerator,
  type TextgateConfig,
  TextgateError,
} from '@textgate/core'
import type { TextgateTokenizer } from '@textgate/tokenizer'
import type { EncodedExamples, TokenSequences } from '@textgate/trainer'
import { devMembership, gatherLabels, orderLabels, rarestLabels, selectRows } from '@textgate/trainer/data'
import { badRowNotes } from './bad-rows.ts'
import type { Output } from './output.ts'
import { readLabelled } from './read-labelled.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import { segmenterFor } from './segmenter-for.ts'
import { labelsFrom, type StartingPoint } from './start/starting-point.ts'
import { unlabelledTexts } from './unlabelled-texts.ts'

/** Share of the training rows that early stopping watches where no dev file is given. */
export const DEFAULT_DEV_SPLIT = 0.1

/** Which files the parts come from. */
export interface DataFiles {
  readonly train: string
  readonly dev?: string
  /** Share of the training rows that becomes the dev part where there is no dev file. */
  readonly devSplit: number
  readonly test?: string
  /** Files of texts without labels; labels in them are not read. */
  readonly unlabelled?: readonly string[]
  readonly onBadRow: 'fail' | 'skip'
}

/** Everything that training needs of the data. */
export interface TrainingData {
  /** Sorted, for head ordinal from lowest to highest, so that the order of rows does not change the model's outputs. */
  readonly labels: readonly string[]
  /** With the reason of its mode where the configuration left it open. */
  readonly tokenizer: TextgateTokenizer
  readonly train: EncodedExamples
  readonly dev: EncodedExamples
  readonly test?: EncodedExamples
  /** Texts without labels, where any were given. */
  readonly unlabelled?: TokenSequences
}

/**
 * Reads the parts and learns the tokenizer. The training file is streamed four times (labels, a sample where the
 * tokenizer's mode is open, vocabulary, ids), so that memory holds ids and never texts; tokenizer and vocabulary are
 * chosen without the rows of the dev part, the mode by the training file alone, and the vocabulary also by texts without labels.
 *
 * @param start - a trained model whose tokenizer and labels are taken instead
 * @throws LABELS_MISMATCH where it has not all labels, DATA_* as the readers do, DATA_TOO_SMALL where a part is empty or there are fewer than two labels,
 * CONFIG_INVALID where head ordinal lacks the order of its labels
 */
export async function readTrainingData(
  files: DataFiles,
  config: TextgateConfig,
  output: Output,
  start?: StartingPoint,
): Promise<TrainingData> {
  const { encodeExamples } = await import('@textgate/trainer')
  const { head } = config.model
  const { labelOrder } = config.data
  const columns = { ...config.data, onBadRow: files.onBadRow, ...(labelOrder ? { labels: labelOrder } : {}) }
  for (const file of [files.dev, files.test]) {
    if (file !== undefined) await refuseUnreadable(readLabelled(file, head, columns))
  }
  const unlabelled = unlabelledTexts(files.unlabelled ?? [], columns, output)
  await unlabelled.refuseUnreadable()

  const badRows = badRowNotes(files.train, output)
  const found = await gatherLabels(readLabelled(files.train, head, { ...columns, onSkip: badRows.onSkip }))
  badRows.summarise()
  const ordered = head === 'ordinal' ? orderLabels(found.labels, labelOrder) : found.labels
  const labels = start ? labelsFrom(start, ordered) : ordered
  if (labels.length < 2) {
    throw new TextgateError(
      'DATA_TOO_SMALL',
      `${files.train} has ${found.rows.size} usable rows with ${labels.length} labels; a classifier needs at least two labels`,
      { details: { file: files.train, rows: found.rows.size, labels: labels.length } },
    )
  }

  const membership =
    files.dev === undefined
      ? devMembership(
          rarestLabels(found.rows, found.labels.length),
          files.devSplit,
          randomGenerator(config.training.seed).fork('dev split'),
        )
      : undefined
  const part = (name: 'train' | 'dev'): AsyncIterable<LabelledText | MultiLabelledText> => {
    const rows = readLabelled(files.train, head, columns)
    return membership ? selectRows(rows, membership, name) : rows
  }

  const tokenizer = start
    ? start.tokenizer
    : await learntTokenizer(
        () => textsOf(part('train')),
        () => unlabelled.texts(),
        config,
        output,
      )

  const other = async (file: string): Promise<EncodedExamples> => {
    const skipped = badRowNotes(file, output)
    const examples = await encodeExamples(
      tokenizer,
      readLabelled(file, head, { ...columns, labels, onSkip: skipped.onSkip }),
      labels,
    )
    skipped.summarise()
    return refuseEmpty(examples, file)
  }
  const train = refuseEmpty(await encodeExamples(tokenizer, part('train'), labels), files.train)
  const dev =
    files.dev === undefined
      ? refuseEmpty(
          await encodeExamples(tokenizer, part('dev'), labels),
          `the dev part cut from ${files.train}`,
        )
      : await other(files.dev)
  const encoded = await unlabelled.encode(tokenizer)
  return {
    labels,
    tokenizer,
    train,
    dev,
    ...(encoded ? { unlabelled: encoded } : {}),
    ...(files.test === undefined ? {} : { test: await other(files.test) }),
  }
}

/** A tokenizer learnt from texts, which are read twice or three times, and from others for its vocabulary. */
async function learntTokenizer(
  texts: () => AsyncIterable<string>,
  others: () => AsyncIterable<string>,
  config: TextgateConfig,
  output: Output,
): Promise<TextgateTokenizer> {
  const { resolveTokenizerConfig, trainTokenizer } = await import('@textgate/tokenizer')
  const resolved =
    config.tokenizer.mode === 'auto' && config.training.vectors.file !== null
      ? { config: { ...config.tokenizer, mode: 'words' } as const, reason: 'word vectors need words' }
      : await resolveTokenizerConfig(texts(), config.tokenizer)
  output.note(`tokenizer ${resolved.config.mode}: ${resolved.reason}`)
  output.note('learning the vocabulary')
  const learnt = await trainTokenizer(
    oneAfterAnother(texts, others),
    resolved.config,
    await segmenterFor(resolved.config),
  )
  for (const note of learnt.notes) output.note(`tokenizer.json: ${note}`)
  const modeReason = config.tokenizer.mode === 'auto' ? resolved.reason : undefined
  return { ...learnt, modeReason }
}

async function* textsOf(examples: AsyncIterable<{ readonly text: string }>): AsyncGenerator<string> {
  for await (const { text } of examples) yield text
}

async function* oneAfterAnother(...all: (() => AsyncIterable<string>)[]): AsyncGenerator<string> {
  for (const texts of all) yield* texts()
}

function refuseEmpty(examples: EncodedExamples, name: string): EncodedExamples {
  if (examples.size > 0) return examples
  throw new TextgateError('DATA_TOO_SMALL', `${name} has no usable rows; give more labelled rows`, {
    details: { part: name },
  })
}
