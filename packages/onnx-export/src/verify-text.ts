import {
  type AnswerRule,
  answerOf,
  byProbability,
  ONNX_INTERFACE,
  ONNX_TEXT_INTERFACE,
  type ParityCertificate,
  type ProbabilityModel,
  padBatch,
  randomGenerator,
  sha256Hex,
  type Tokenizer,
} from '@textgate/core'
import { compareAnswers, parityFailed } from './compare-answers.ts'
import type { ModelFiles } from './encode-model.ts'
import type { OnnxTensor } from './onnx-session.ts'
import { paddedBatches, tightBatches } from './parity-batches.ts'
import { type TextRow, textRows } from './text-rows.ts'
import { openTextSession, type TextSession } from './text-session.ts'
import { certificateFacts, PARITY_SEED, PARITY_TOLERANCE } from './verify-parity.ts'

/** What is compared with what. */
/** The exported model reads texts. */
export interface VerifyTextOptions extends ModelFiles {
  /** The trained model. */
  readonly reference: ProbabilityModel
  /** The tokenizer that it was trained with. */
  readonly tokenizer: Pick<Tokenizer, 'encodeIds'>
  /** Texts like those that the model will see; up to 1,000 are compared. */
  readonly texts: readonly string[]
  /** Labels in the order of the probabilities. */
  readonly labels: readonly string[]
  readonly rule: AnswerRule
  /** Tokens that a text has at most. */
  readonly maxLength: number
  /** Recorded in the certificate. */
  readonly opset: number
  /** Largest difference of a probability, > 0; 1e-5 unless given. */
  readonly tolerance?: number
}

/**
 * Proves that an exported model which reads texts finds the same ids as the tokenizer and answers like the trained model, in
 * ONNX Runtime with its default options: on up to 1,000 of the given texts, on empty and blank ones, one beyond the greatest
 * length, and 1,000 that nobody writes, sorted and in random company.
 *
 * @returns the certificate; its hash covers the texts of every batch, as JSON
 * @throws PARITY_NEEDS_TEXTS when no text has a token
 * @throws PARITY_FAILED naming the kind and the row where ids, probabilities, labels or answers are not those of tokenizer
 *   and trained model
 * @throws MODEL_FAILED when ONNX Runtime does not load or run the model
 */
export async function verifyText(options: VerifyTextOptions): Promise<ParityCertificate> {
  const { reference, opset, tolerance = PARITY_TOLERANCE } = options
  const random = randomGenerator(PARITY_SEED)
  const rows = textRows(options, random)
  const tokensRead = (length: number): number => reference.tokensRead?.(length) ?? length
  const batches = [...tightBatches(rows, tokensRead), ...paddedBatches(rows, tokensRead, random)].map(
    ({ rows: indices }) => indices.map((index) => rows[index] as TextRow),
  )
  const session = await openTextSession(options)
  try {
    const found = { largestDifference: 0, labelChanges: 0 }
    for (const batch of batches) {
      const { largestDifference, labelChanges } = await compareBatch(session, batch, options, tolerance)
      found.largestDifference = Math.max(found.largestDifference, largestDifference)
      found.labelChanges += labelChanges
    }
    return {
      texts: countTexts(rows, batches),
      inputsSha256: sha256Hex(JSON.stringify(batches.map((batch) => batch.map(({ text }) => text)))),
      ...found,
      ...{ tolerance, opset },
      ...certificateFacts(session.runtimeVersion),
    }
  } finally {
    await session.close()
  }
}

async function compareBatch(
  session: TextSession,
  rows: readonly TextRow[],
  { reference, labels, rule }: VerifyTextOptions,
  tolerance: number,
): Promise<{ largestDifference: number; labelChanges: number }> {
  const outputs = await session.run(rows.map(({ text }) => text))
  const output = (name: string): OnnxTensor => outputs[name] as OnnxTensor
  compareIds(output(ONNX_TEXT_INTERFACE.ids), output(ONNX_TEXT_INTERFACE.lengths), rows)
  const classes = labels.length
  const answers = await reference.predict(padBatch(rows.map(({ ids }) => ids))) // [rows, classes]
  const wanted = rows.map((_, r) => answers.slice(r * classes, (r + 1) * classes))
  const probabilities = output(ONNX_INTERFACE.probabilities)
  const answered = output(ONNX_INTERFACE.answered)
  const found = compareAnswers(
    { probabilities, answered, label: bestOf(probabilities, classes) },
    wanted,
    rows,
    { classes, rule, tolerance },
  )
  compareNames(outputs, rows, { labels, rule })
  return found
}

function compareIds(ids: OnnxTensor, lengths: OnnxTensor, rows: readonly TextRow[]): void {
  const columns = rows.reduce((most, row) => Math.max(most, row.ids.length), 0)
  const shape = `[${ids.shape.join(', ')}]`
  const first = rows[0] as TextRow
  if (shape !== `[${rows.length}, ${columns}]`) {
    throw parityFailed(`ids are ${shape} where [${rows.length}, ${columns}] were due`, first, {
      difference: null,
    })
  }
  const [found, counts] = [ids.data as Int32Array, lengths.data as Int32Array]
  rows.forEach((row, r) => {
    const at = row.ids.findIndex((id, t) => id !== found[r * columns + t])
    if (at < 0 && counts[r] === row.ids.length) return
    const reason = at < 0 ? `${counts[r]} tokens instead of ${row.ids.length}` : `another id at token ${at}`
    throw parityFailed(`the graph finds ${reason} in ${JSON.stringify(row.text.slice(0, 80))}`, row, {
      difference: null,
      text: row.text,
    })
  })
}

/** The names of labels must be those that the probabilities of the graph itself call for. */
function compareNames(
  outputs: Readonly<Record<string, OnnxTensor>>,
  rows: readonly TextRow[],
  { labels, rule }: Pick<VerifyTextOptions, 'labels' | 'rule'>,
): void {
  const data = (name: string): ArrayLike<unknown> => (outputs[name] as OnnxTensor).data as ArrayLike<unknown>
  const probabilities = data(ONNX_INTERFACE.probabilities) as Float32Array
  const [label, topLabels, topProbabilities] = [
    data(ONNX_TEXT_INTERFACE.label),
    data(ONNX_TEXT_INTERFACE.topLabels),
    data(ONNX_TEXT_INTERFACE.topProbabilities),
  ]
  const k = topLabels.length / rows.length
  rows.forEach((row, r) => {
    const own = probabilities.subarray(r * labels.length, (r + 1) * labels.length)
    const [answer] = answerOf(own, rule)
    const best = byProbability(own).slice(0, k)
    const isRight =
      label[r] === (answer === undefined ? '' : labels[answer]) &&
      best.every((c, i) => topLabels[r * k + i] === labels[c] && topProbabilities[r * k + i] === own[c])
    if (!isRight) {
      throw parityFailed(`the graph names ${JSON.stringify(label[r])}`, row, {
        difference: null,
        best,
        answer,
      })
    }
  })
}

/** The graph that reads texts answers by name; what `compareAnswers` wants is the index of the best label. */
function bestOf({ data }: OnnxTensor, classes: number): OnnxTensor {
  const probabilities = data as Float32Array
  const rows = probabilities.length / classes
  const indices = BigInt64Array.from({ length: rows }, (_, r) =>
    BigInt(byProbability(probabilities.subarray(r * classes, (r + 1) * classes))[0] as number),
  )
  return { type: 'int64', shape: [rows], data: indices }
}

function countTexts(
  rows: readonly TextRow[],
  batches: readonly (readonly TextRow[])[],
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of rows) counts[kind] = (counts[kind] ?? 0) + 1
  const compared = batches.reduce((sum, batch) => sum + batch.length, 0)
  return { ...counts, shuffled: compared - rows.length }
}
