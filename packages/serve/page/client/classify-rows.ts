import type { Prediction } from '@textgate/core'
import { RequestFailure } from './request-failure.ts'

/** What became of a row: an answer, or why there is none. */
export type RowAnswer =
  | { readonly prediction: Prediction; readonly failure?: undefined }
  | { readonly failure: RequestFailure; readonly prediction?: undefined }

/** How rows are asked. */
export interface ClassifyRowsOptions {
  /** One prediction a text, in the order of the texts; rejects with a `RequestFailure`. */
  classify(texts: readonly string[]): Promise<readonly Prediction[]>
  /** Told once for each row that has an answer. */
  onAnswer(row: number, answer: RowAnswer): void
  readonly signal: AbortSignal
  /** Waits so many milliseconds before the same texts are asked again; rejects when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Texts of a request, and UTF-16 units, at most: progress moves, and no server refuses the body. */
const BATCH_TEXTS = 64
const BATCH_UNITS = 200_000
/** Requests at a time: one is computed while the other travels. */
const LANES = 2
/** Requests of the same texts while the server is busy or out of reach, and the first pause between them, which then doubles. */
const ATTEMPTS = 6
const FIRST_PAUSE_MS = 500

/**
 * Classifies rows in batches. A batch that the server refuses is asked again in halves, so that one bad text costs no other its
 * answer; where the server is busy or out of reach it is asked again after a pause.
 *
 * @param rows - which of the texts
 * @throws RequestFailure where no row can be answered; those before it have been told. The signal's reason when it aborts
 */
export async function classifyRows(
  texts: readonly string[],
  rows: readonly number[],
  options: ClassifyRowsOptions,
): Promise<void> {
  const batches = batchesOf(texts, rows).reverse()
  const stop = new AbortController()
  const lane = async (): Promise<void> => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      if (stop.signal.aborted) return
      const refused = await answerBatch(texts, batch, options)
      if (refused) batches.push(...halves(batch).reverse())
    }
  }
  const lanes = Array.from({ length: LANES }, () =>
    lane().catch((error) => {
      stop.abort()
      throw error
    }),
  )
  const failed = (await Promise.allSettled(lanes)).find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

/** @returns whether the batch has to be asked in halves */
async function answerBatch(
  texts: readonly string[],
  batch: readonly number[],
  { classify, onAnswer, signal, wait = waitFor }: ClassifyRowsOptions,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted()
    try {
      const predictions = await classify(batch.map((row) => texts[row] as string))
      for (const [i, row] of batch.entries()) onAnswer(row, { prediction: predictions[i] as Prediction })
      return false
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof RequestFailure) || error.isOfAll) throw error
      if (!error.isPassing) {
        if (batch.length > 1) return true
        onAnswer(batch[0] as number, { failure: error })
        return false
      }
      if (attempt === ATTEMPTS) throw error
      await wait(Math.max(error.retryAfterMs, FIRST_PAUSE_MS * 2 ** (attempt - 1)), signal)
    }
  }
}

function batchesOf(texts: readonly string[], rows: readonly number[]): number[][] {
  const batches: number[][] = []
  let units = 0
  for (const row of rows) {
    const { length } = texts[row] as string
    const last = batches.at(-1)
    if (last && last.length < BATCH_TEXTS && units + length <= BATCH_UNITS) {
      last.push(row)
      units += length
    } else {
      batches.push([row])
      units = length
    }
  }
  return batches
}

function halves(batch: readonly number[]): number[][] {
  const middle = Math.ceil(batch.length / 2)
  return [batch.slice(0, middle), batch.slice(middle)]
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
