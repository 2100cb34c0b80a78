import {
  answerRule,
  type Prediction,
  type ProbabilityModel,
  predictionsOf,
  type ServableBundle,
  TextgateError,
  withVariant,
} from '@textgate/core'
import { checkClassify, isCount } from './check-classify.ts'
import { checkNames } from './check-names.ts'
import { DEFAULT_MAX_BATCH } from './engine/micro-batches.ts'
import { scheduledModel } from './engine/scheduled-model.ts'
import { openTextModel, type TextModelOptions } from './engine/text-model.ts'
import { warmUp } from './engine/warm-up.ts'

/**
 * A classifier in this process. `predict` answers token ids instead of texts, in one run, for what looks into answers;
 * ids must be of the bundle's tokenizer.
 */
export interface Classifier extends Required<ProbabilityModel> {
  /** Labels in the order of the model's outputs. */
  readonly labels: readonly string[]
  /**
   * One prediction a text, in the order of the texts; no text gives no prediction, and an empty text is answered like
   * any other. Calls at the same time share runs of the model, by texts of like length, and take turns: a short call does
   * not wait for a long list. One that is alone is answered at once. The thread is blocked while the model runs, for some milliseconds
   * at a time, or as long as a text takes that is longer; `createServer` and `startServer` run models in processes of their own.
   *
   * @throws REQUEST_INVALID when `texts` is no list of strings, `topK` no integer of at least 1, or `deadline` no number
   * @throws what `signal` was aborted with; DEADLINE_EXCEEDED
   * @throws MODEL_FAILED when ONNX Runtime cannot run the model
   */
  classify(texts: readonly string[], options?: ClassifyOptions): Promise<Prediction[]>
  /** Waits for what is under way, then frees the model; `classify` and `predict` throw SERVER_CLOSING from now on. */
  close(): Promise<void>
}

/** What `classify` returns of each text, and until when it is wanted. */
export interface ClassifyOptions {
  /** Labels whose probabilities each prediction lists at most, at least 1; all unless given. */
  readonly topK?: number
  /** What no run of the model has taken when it is aborted is not computed. */
  readonly signal?: AbortSignal
  /** When the answer is of no more use, in milliseconds of `performance.now()`; no run is begun for it afterwards. */
  readonly deadline?: number
}

/** How a classifier runs and answers. */
export interface LoadClassifierOptions extends TextModelOptions {
  /**
   * A text whose most probable label has less is unknown: its `label` is null. In [0, 1], and 0 answers every text; as the
   * bundle says unless given.
   */
  readonly unknownBelow?: number
  /** Which form of the exported model runs, e.g. `int8`; model.onnx unless given. */
  readonly variant?: string | undefined
}

/** A member for each option: the compiler sees that none is missing. */
const OPTIONS: Readonly<Record<keyof LoadClassifierOptions, true>> = {
  threads: true,
  maxBatch: true,
  unknownBelow: true,
  variant: true,
}

/**
 * Loads an exported classifier into this process and runs it a few times, so that the first answer is as fast as the others.
 *
 * @throws CONFIG_INVALID naming an option that there is not, when `threads` or `maxBatch` is no integer of at least 1, or
 * `unknownBelow` as `answerRule` says
 * @throws VARIANT_NOT_FOUND when the bundle has no such form
 * @throws BUNDLE_FILE_TAMPERED when tokenizer, model and manifest are not from one bundle
 * @throws MODEL_FAILED when ONNX Runtime cannot load the model
 * @throws TOKENIZER_INVALID, TOKENIZER_SEGMENTER_MISSING as `loadTokenizer` of @textgate/tokenizer does
 */
export async function loadClassifier(
  bundle: ServableBundle,
  options: LoadClassifierOptions = {},
): Promise<Classifier> {
  checkNames(options, 'loadClassifier', Object.keys(OPTIONS))
  for (const name of ['threads', 'maxBatch'] as const) {
    const value = options[name]
    if (value !== undefined && !isCount(value)) {
      throw new TextgateError('CONFIG_INVALID', `${name} must be an integer of at least 1, not ${value}`)
    }
  }
  const { labels } = bundle.manifest
  const rule = answerRule(bundle.manifest, options.unknownBelow)
  const model = await openTextModel(withVariant(bundle, options.variant), options)
  const tokenMs = await warmUp(model).catch(async (error: unknown) => {
    await model.close()
    throw error
  })
  const { maxBatch = DEFAULT_MAX_BATCH } = options
  const scheduled = scheduledModel(model, { classes: labels.length, maxBatch, tokenMs })
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw new TextgateError('SERVER_CLOSING', 'the classifier is closed; load it again')
    const answer = work()
    underWay.add(answer)
    try {
      return await answer
    } finally {
      underWay.delete(answer)
    }
  }
  return {
    labels,
    classify: async (texts, options = {}) => {
      checkClassify(texts, options)
      const probabilities = await whileOpen(async () =>
        texts.length === 0 ? new Float32Array() : scheduled.probabilities(texts, options),
      )
      return predictionsOf(probabilities, labels, rule, options.topK)
    },
    predict: (batch) => whileOpen(() => model.predict(batch)),
    tokensRead: model.tokensRead,
    close: () => {
      closing ??= Promise.allSettled(underWay).then(() => model.close())
      return closing
    },
  }
}
