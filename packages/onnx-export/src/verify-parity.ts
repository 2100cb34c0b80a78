import { cpus } from 'node:os'
import {
  type AnswerRule,
  type Batch,
  type ParityCertificate,
  type ProbabilityModel,
  randomGenerator,
  sha256Hex,
} from '@textgate/core'
import { type ComparedRow, type Comparison, compareAnswers, parityFailed } from './compare-answers.ts'
import type { ModelFiles } from './encode-model.ts'
import { type OnnxSession, openSession } from './onnx-session.ts'
import { type ParityBatch, paddedBatches, tightBatches } from './parity-batches.ts'
import { type ParityRow, type ParitySource, parityRows } from './parity-rows.ts'
import { VERSION } from './version.ts'

/** Largest difference of a probability that passes; float32 kernels that agree are about a hundred times closer. */
export const PARITY_TOLERANCE = 1e-5

/** Fixed, so that the same texts give the same certificate. */
export const PARITY_SEED = 'parity'

/** What is compared with what. */
export interface VerifyParityOptions extends ParitySource, ModelFiles {
  /** The trained model. */
  readonly reference: ProbabilityModel
  /** Number of labels. */
  readonly classes: number
  /** How probabilities become answers, which are compared, too; one label a text unless given. */
  readonly rule?: AnswerRule
  /** Recorded in the certificate. */
  readonly opset: number
  /** Largest difference of a probability, > 0; 1e-5 unless given. */
  readonly tolerance?: number
}

/**
 * Proves that an exported model answers like the trained one, in ONNX Runtime with its default options: on up to 1,000
 * of the given texts, on empty and one-token texts, on texts of the greatest length and at the edge of windows, on random
 * tokens, and on all of these in random batches with random padding.
 *
 * In the padded batches the exported model must repeat what the trained model answered for the same texts without that
 * padding.
 *
 * @returns the certificate; its hash covers size, columns, lengths and ids of every batch, as little-endian int32
 * @throws PARITY_NEEDS_TEXTS when no text has a token, or one has ids outside the vocabulary
 * @throws PARITY_FAILED with `{ kind, row, difference }` when a probability differs by more than the tolerance, a label
 *   changes whose margin is larger, or an answer has a wrong shape or is no number
 * @throws MODEL_FAILED when ONNX Runtime does not load or run the model
 */
export async function verifyParity(options: VerifyParityOptions): Promise<ParityCertificate> {
  const { reference, classes, rule = { head: 'single' }, opset, tolerance = PARITY_TOLERANCE } = options
  const random = randomGenerator(PARITY_SEED)
  const rows = parityRows(options, random)
  const tokensRead = (length: number): number => reference.tokensRead?.(length) ?? length
  const tight = tightBatches(rows, tokensRead)
  const padded = paddedBatches(rows, tokensRead, random)
  const session = await openSession(options)
  try {
    const found = await compareAll({
      session,
      reference,
      rows,
      tight,
      padded,
      comparison: { classes, rule, tolerance },
    })
    return {
      texts: countTexts(rows, padded),
      inputsSha256: hashOf([...tight, ...padded]),
      ...found,
      tolerance,
      opset,
      ...certificateFacts(session.runtimeVersion),
    }
  } finally {
    await session.close()
  }
}

/** With what and where a comparison was made. @param runtimeVersion - of onnxruntime-node */
export function certificateFacts(runtimeVersion: string): Pick<ParityCertificate, 'versions' | 'machine'> {
  return {
    versions: {
      '@textgate/onnx-export': VERSION,
      'onnxruntime-node': runtimeVersion,
      node: process.versions.node,
    },
    machine: thisMachine(),
  }
}

/** Where the comparison ran: rounding differs between processors. */
function thisMachine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `${process.platform} ${process.arch}, ${processor}`
}

interface Comparing {
  readonly session: OnnxSession
  readonly reference: ProbabilityModel
  readonly rows: readonly ParityRow[]
  readonly tight: readonly ParityBatch[]
  readonly padded: readonly ParityBatch[]
  readonly comparison: Comparison
}

async function compareAll({
  session,
  reference,
  rows,
  tight,
  padded,
  comparison,
}: Comparing): Promise<{ largestDifference: number; labelChanges: number }> {
  const expected = new Map<number, Float32Array>() // by index of the row
  let largestDifference = 0
  let labelChanges = 0
  const compare = async (batch: ParityBatch, places: readonly ComparedRow[]): Promise<void> => {
    const wanted = batch.rows.map((index) => expected.get(index) as Float32Array)
    const found = compareAnswers(await session.run(batch.batch), wanted, places, comparison)
    largestDifference = Math.max(largestDifference, found.largestDifference)
    labelChanges += found.labelChanges
  }
  for (const batch of tight) {
    const places = batch.rows.map((index) => rows[index] as ParityRow)
    const answers = await referenceAnswers(reference, batch.batch, places, comparison.classes)
    batch.rows.forEach((index, r) => {
      expected.set(index, answers[r] as Float32Array)
    })
    await compare(batch, places)
  }
  for (const batch of padded) {
    await compare(
      batch,
      batch.rows.map((index) => {
        const { kind, row } = rows[index] as ParityRow
        return { kind: `padded ${kind}`, row }
      }),
    )
  }
  return { largestDifference, labelChanges }
}

/** The trained model's probabilities, one Float32Array [classes] a row, checked. */
async function referenceAnswers(
  reference: ProbabilityModel,
  batch: Batch,
  places: readonly ComparedRow[],
  classes: number,
): Promise<Float32Array[]> {
  const answers = await reference.predict(batch)
  if (answers.length !== batch.size * classes) {
    throw parityFailed(
      `the trained model gave ${answers.length} probabilities where ${batch.size} x ${classes} were due`,
      places[0] as ComparedRow,
      { difference: null },
    )
  }
  return places.map((place, r) => {
    const row = answers.slice(r * classes, (r + 1) * classes)
    if (row.every(Number.isFinite)) return row
    throw parityFailed('the trained model gave a probability that is no number', place, { difference: null })
  })
}

function countTexts(rows: readonly ParityRow[], padded: readonly ParityBatch[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of rows) counts[kind] = (counts[kind] ?? 0) + 1
  counts.padded = padded.reduce((sum, batch) => sum + batch.rows.length, 0)
  return counts
}

function hashOf(batches: readonly ParityBatch[]): string {
  const parts = batches.flatMap(({ batch }) => [
    Int32Array.of(batch.size, batch.length),
    batch.lengths,
    batch.ids,
  ])
  const all = new Int32Array(parts.reduce((length, part) => length + part.length, 0))
  let position = 0
  for (const part of parts) {
    all.set(part, position)
    position += part.length
  }
  return sha256Hex(new Uint8Array(all.buffer))
}
