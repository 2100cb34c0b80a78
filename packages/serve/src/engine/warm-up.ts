import { padBatch, TextgateError, UNKNOWN_ID } from '@textgate/core'
import type { TextModel } from './text-model.ts'

/** Tokens of a text as a server has most. */
const TOKENS = 32

/** Texts of the run that tells what a token costs. */
const TEXTS = 4

/** Texts of the runs that are tried: whether a text costs less in the larger ones. */
const RUN_TEXTS = [TEXTS, 8, 16, 32]

/** The first runs allocate memory and are slower; the fastest of these is what a run costs. */
const RUNS = 5

/** Milliseconds of a run beyond which larger ones are not tried: they would keep the server waiting, and the event loop later. */
const LONGEST_MS = 4

/** A run is full where a text would cost no more than this share less in any larger one. */
const GAIN = 0.3

/** What a full run of a model costs. */
export interface FullRun {
  /** Milliseconds of a token in it. */
  readonly tokenMs: number
  /** Its texts: more would make a text hardly cheaper, and only be waited for longer. */
  readonly texts: number
}

/**
 * Runs a model a few times before anyone waits for it: the first answers are then as fast as the others, and a model that gives
 * no probabilities is found out.
 *
 * @returns milliseconds of a token in a run of a few texts
 * @throws MODEL_FAILED when the model does not run, or gives what is no probability
 */
export async function warmUp(model: TextModel): Promise<number> {
  return (await fastestRun(model, TEXTS)) / TEXTS / tokensOf(model)
}

/**
 * Tries runs of ever more texts, of a model that is warm.
 *
 * @throws MODEL_FAILED as `warmUp` does
 */
export async function measureFullRun(model: TextModel): Promise<FullRun> {
  const costs: { texts: number; textMs: number }[] = []
  for (const texts of RUN_TEXTS) {
    const ms = await fastestRun(model, texts)
    costs.push({ texts, textMs: ms / texts })
    if (ms > LONGEST_MS) break
  }
  const least = Math.min(...costs.map(({ textMs }) => textMs))
  const full = costs.find(({ textMs }) => (1 - GAIN) * textMs <= least) as (typeof costs)[number]
  return { tokenMs: full.textMs / tokensOf(model), texts: full.texts }
}

/** Tokens that the model reads of each text of a run. */
function tokensOf(model: TextModel): number {
  return Math.max(1, model.tokensRead(TOKENS))
}

/** Milliseconds of the fastest of some runs. */
async function fastestRun(model: TextModel, texts: number): Promise<number> {
  const row = new Int32Array(TOKENS).fill(UNKNOWN_ID)
  const batch = padBatch(Array<Int32Array>(texts).fill(row))
  let fastest = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run++) {
    const begun = performance.now()
    const probabilities = await model.predict(batch)
    fastest = Math.min(fastest, performance.now() - begun)
    if (!probabilities.every((value) => value >= 0 && value <= 1.001)) throw noProbabilities()
  }
  return fastest
}

function noProbabilities(): TextgateError {
  return new TextgateError(
    'MODEL_FAILED',
    'the model gives numbers that are no probabilities; check the bundle with `textgate verify`',
  )
}
