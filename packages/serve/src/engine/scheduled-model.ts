import { setMaxListeners } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Tokenizer } from '@textgate/core'
import { inlineExecutor } from './inline-executor.ts'
import { MAX_TOKENS } from './micro-batches.ts'
import { startScheduler } from './scheduler.ts'
import type { TextModel } from './text-model.ts'

/** Characters that are tokenised in one go, without other work in between: some milliseconds. */
const MAX_CHARACTERS = 16_384

/**
 * Milliseconds of one run: longer than in a server, whose event loop has connections to read, as fuller batches answer long
 * lists of long texts faster.
 */
const TARGET_MS = 16

/** The scheduler tells models apart by names, and here is one. */
const MODEL = 'model'

/** How calls share the runs of a model. */
export interface ScheduledModelOptions {
  readonly classes: number
  /** Texts of one run at most. */
  readonly maxBatch: number
  /** Milliseconds that a token costs. */
  readonly tokenMs: number
}

/** When an answer is wanted no more. */
export interface CallEnd {
  readonly signal?: AbortSignal | undefined
  /** In milliseconds of `performance.now()`. */
  readonly deadline?: number | undefined
}

/** A model of this process that many may ask at the same time. */
export interface ScheduledModel {
  /**
   * Class probabilities, row-major, shape [texts, classes], in the order of the texts; at least one text. Calls at the same
   * time share runs and take turns.
   *
   * @throws what the signal was aborted with, DEADLINE_EXCEEDED, MODEL_FAILED
   */
  probabilities(texts: readonly string[], options: CallEnd): Promise<Float32Array>
}

/** Puts the server's scheduler before a model that runs in this thread. */
export function scheduledModel(
  model: TextModel,
  { classes, maxBatch, tokenMs }: ScheduledModelOptions,
): ScheduledModel {
  const probabilities = (inputs: Parameters<TextModel['probabilities']>[0]) => model.probabilities(inputs)
  const run = () => Promise.reject(new TypeError('a text model takes no tensors'))
  const scheduler = startScheduler({
    executor: inlineExecutor(new Map([[MODEL, { probabilities, run }]]), TARGET_MS),
    maxBatch,
    maxCells: MAX_TOKENS,
    maxWaiting: Number.POSITIVE_INFINITY, // whoever calls has the texts in memory already
  })
  scheduler.expectCost(MODEL, tokenMs)
  return {
    probabilities: async (texts, options) => {
      // One signal may stand for thousands of calls; each takes its listener away, so it is no leak.
      if (options.signal) setMaxListeners(0, options.signal)
      const inputs = await encode(model.tokenizer, texts, options.signal)
      const lengths = inputs.map(({ length }) => model.tokensRead(length))
      return scheduler.texts(MODEL, { inputs, lengths, classes }, options)
    },
  }
}

async function encode(
  tokenizer: Tokenizer,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Int32Array[]> {
  const rows: Int32Array[] = []
  let characters = 0
  for (const text of texts) {
    if (characters > MAX_CHARACTERS) {
      await nextTurn()
      signal?.throwIfAborted()
      characters = 0
    }
    characters += text.length
    rows.push(tokenizer.encodeIds(text))
  }
  return rows
}
