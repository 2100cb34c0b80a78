import { padBatch, TextgateError, UNKNOWN_ID } from '@textgate/core'
import type { TextModel } from './text-model.ts'

/** Tokens of a text as a server has most. */
const TOKENS = 32

/** Texts of the run that tells what a token costs. */
const TEXTS = 4

/** Larger runs that are tried: whether a text costs less in them. */
const MORE_TEXTS = [8, 16, 32]

/** The first runs allocate memory and are slower; the fastest of these is what a run costs. */
const RUNS = 5

/** Milliseconds of a run beyond which larger ones are not tried: the models that they would be of use to are small. */
const LONGEST_MS = 4

/** A run is full where a text would cost no more than this share less in any larger one. */
const GAIN = 0.3

/** What a model was seen to cost. */
export interface ModelCost {
  /** Milliseconds of a token in a run of a few texts. */
  readonly tokenMs: number
  /** Texts of a run of which more would make a text hardly cheaper, and only be waited for longer. */
  readonly fullTexts: number
}

/**
 * Runs a model a few times before anyone waits for it: the first answers are then as fast as the others, and a model that gives
 * no probabilities is found out.
 *
 * @throws MODEL_FAILED when the model does not run, or gives what is no probability
 */
export async function warmUp(model: TextModel): Promise<ModelCost> {
  const few = await fastestRun(model, TEXTS)
  const tokens = Math.max(1, model.tokensRead(TOKENS))
  const costs = [{ texts: TEXTS, textMs: few / TEXTS }]
  for (const texts of MORE_TEXTS) {
    const { textMs } = costs.at(-1) as { textMs: number }
    if (texts * textMs > LONGEST_MS) break
    costs.push({ texts, textMs: (await fastestRun(model, texts)) / texts })
  }
  const least = Math.min(...costs.map(({ textMs }) => textMs))
  const full = costs.find(({ textMs }) => (1 - GAIN) * textMs <= least)
  return { tokenMs: few / (TEXTS * tokens), fullTexts: full?.texts ?? TEXTS }
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
