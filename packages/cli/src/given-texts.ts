import { createInterface } from 'node:readline'
import type { Output } from './output.ts'

/** The texts of a command line or, where it has none, the lines of standard input as they come. */
export async function* givenTexts(texts: readonly string[], output: Output): AsyncGenerator<string> {
  if (texts.length > 0) {
    yield* texts
    return
  }
  if (process.stdin.isTTY) output.note('reading texts from standard input, a line a text; end with Ctrl-D')
  yield* createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
}
