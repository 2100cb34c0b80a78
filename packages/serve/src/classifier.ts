import {
  answerRule,
  type Prediction,
  type ProbabilityModel,
  predictionsOf,
  type ServableBundle,
  TextgateError,
  withVariant,
} from '@textgate/core'
import { openTextModel, type TextModelOptions } from './engine/text-model.ts'

/**
 * A classifier in this process. `predict` answers token ids instead of texts, in one run, for what looks into answers;
 * ids must be of the bundle's tokenizer.
 */
export interface Classifier extends Required<ProbabilityModel> {
  /** Labels in the order of the model's outputs. */
  readonly labels: readonly string[]
  /**
   * One prediction a text, in the order of the texts; no text gives no prediction, and an empty text is answered like
   * any other. Texts of like length share a run of the model. The thread is blocked while the model runs: about 0.2 ms
   * for a short text, some tens for a full batch of long ones; `startServer` runs models in worker threads instead.
   *
   * @throws REQUEST_INVALID when `texts` is no list of strings or `topK` is no integer of at least 1
   * @throws MODEL_FAILED when ONNX Runtime cannot run the model
   */
  classify(texts: readonly string[], options?: ClassifyOptions): Promise<Prediction[]>
  /** Waits for what is under way, then frees the model; `classify` and `predict` throw SERVER_CLOSING from now on. */
  close(): Promise<void>
}

/** What `classify` returns of each text. */
export interface ClassifyOptions {
  /** Labels whose probabilities each prediction lists at most, at least 1; all unless given. */
  readonly topK?: number
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

/**
 * Loads an exported classifier into this process.
 *
 * @throws CONFIG_INVALID when `threads` or `maxBatch` is no integer of at least 1, or `unknownBelow` as `answerRule` says
 * @throws VARIANT_NOT_FOUND when the bundle has no such form
 * @throws BUNDLE_FILE_TAMPERED when tokenizer, model and manifest are not from one bundle
 * @throws MODEL_FAILED when ONNX Runtime cannot load the model
 * @throws TOKENIZER_INVALID, TOKENIZER_SEGMENTER_MISSING as `loadTokenizer` of @textgate/tokenizer does
 */
export async function loadClassifier(
  bundle: ServableBundle,
  options: LoadClassifierOptions = {},
): Promise<Classifier> {
  for (const name of ['threads', 'maxBatch'] as const) {
    const value = options[name]
    if (value !== undefined && !isCount(value)) {
      throw new TextgateError('CONFIG_INVALID', `${name} must be an integer of at least 1, not ${value}`)
    }
  }
  const { labels } = bundle.manifest
  const rule = answerRule(bundle.manifest, options.unknownBelow)
  const model = await openTextModel(withVariant(bundle, options.variant), options)
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
    classify: async (texts, { topK } = {}) => {
      checkArguments(texts, topK)
      return predictionsOf(await whileOpen(() => model.probabilities(texts)), labels, rule, topK)
    },
    predict: (batch) => whileOpen(() => model.predict(batch)),
    tokensRead: model.tokensRead,
    close: () => {
      closing ??= Promise.allSettled(underWay).then(() => model.close())
      return closing
    },
  }
}

/** A text in another type would reach the tokenizer and give a plausible, wrong answer. */
function checkArguments(texts: unknown, topK: number | undefined): void {
  if (!Array.isArray(texts)) throw invalid('texts must be a list of strings')
  const wrong = texts.findIndex((text) => typeof text !== 'string')
  if (wrong >= 0) throw invalid(`texts[${wrong}] must be a string, not ${typeof texts[wrong]}`)
  if (topK !== undefined && !isCount(topK))
    throw invalid(`topK must be an integer of at least 1, not ${topK}`)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

function invalid(message: string): TextgateError {
  return new TextgateError('REQUEST_INVALID', message)
}
