import { createInterface } from 'node:readline'
import { openPredictor, type Predictor } from '../open-predictor.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'

/** Texts that are answered together when they come from a pipe. */
const TEXTS_A_CHUNK = 256

export interface PredictOptions {
  readonly backend: BackendChoice
}

/** Labels texts; one line, or with `--json` one object, a text, in the order of the texts. */
export async function predictCommand(
  options: PredictOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = '', ...texts] = positional
  const predictor = await openPredictor(folder, options.backend, output)
  try {
    if (texts.length > 0) {
      await answer(predictor, texts, output)
      return
    }
    if (process.stdin.isTTY) output.note('reading texts from standard input, a line a text; end with Ctrl-D')
    for await (const chunk of chunksOfLines(process.stdin)) await answer(predictor, chunk, output)
  } finally {
    await predictor.close()
  }
}

async function answer(predictor: Predictor, texts: readonly string[], output: Output): Promise<void> {
  const { labels } = predictor
  const all = await predictor.probabilities(texts)
  texts.forEach((text, i) => {
    const row = all.subarray(i * labels.length, (i + 1) * labels.length)
    const best = row.reduce((winner, probability, k) => (probability > (row[winner] ?? 0) ? k : winner), 0)
    const label = labels[best] ?? ''
    const probability = row[best] ?? 0
    if (output.json) {
      const probabilities = Object.fromEntries(labels.map((name, k) => [name, row[k]]))
      output.emit({ text, label, probability, probabilities })
    } else {
      output.print(`${label}\t${probability.toFixed(4)}\t${text}`)
    }
  })
}

/** Lines of a stream, gathered while they come fast, so that a person at a terminal is answered line by line. */
async function* chunksOfLines(input: NodeJS.ReadableStream & { isTTY?: boolean }): AsyncGenerator<string[]> {
  const size = input.isTTY ? 1 : TEXTS_A_CHUNK
  let chunk: string[] = []
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    chunk.push(line)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
