import { padBatch, TextgateError, UNKNOWN_ID } from '@textgate/core'
import type { TextModel } from './text-model.ts'

/** Texts and tokens of a run like those that a server has most. */
const SHAPE = { texts: 4, tokens: 32 } as const

/** The first runs allocate memory and are slower; the fastest of these is what a run costs. */
const RUNS = 5

/**
 * Runs a model a few times before anyone waits for it: the first answers are then as fast as the others, and a model that gives
 * no probabilities is found out.
 *
 * @returns milliseconds that a token costs
 * @throws MODEL_FAILED when the model does not run, or gives what is no probability
 */
export async function warmUp(model: TextModel): Promise<number> {
  const row = new Int32Array(SHAPE.tokens).fill(UNKNOWN_ID)
  const batch = padBatch(Array<Int32Array>(SHAPE.texts).fill(row))
  let fastest = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run++) {
    const begun = performance.now()
    const probabilities = await model.predict(batch)
    fastest = Math.min(fastest, performance.now() - begun)
    if (!probabilities.every((value) => value >= 0 && value <= 1.001)) throw noProbabilities()
  }
  return fastest / (SHAPE.texts * Math.max(1, model.tokensRead(SHAPE.tokens)))
}

function noProbabilities(): TextgateError {
  return new TextgateError(
    'MODEL_FAILED',
    'the model gives numbers that are no probabilities; check the bundle with `textgate verify`',
  )
}
