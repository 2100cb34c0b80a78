import type { ProbabilityModel, Tokenizer } from '@textgate/core'
import { occlusionEffects, tokenRuns } from '@textgate/trainer/metrics'
import type { ExplainedRow, ShownRow } from './report.ts'

/** Parts of a text that are left out one at a time, at most: what bounds the cost of a long text. */
export const MOST_RUNS = 64

/** Finds what each part of each text adds to the answer that the model gave; see `occlusionEffects`. */
export async function explainRows(
  rows: readonly ShownRow[],
  model: ProbabilityModel,
  tokenizer: Pick<Tokenizer, 'encode'>,
  classes: number,
): Promise<ExplainedRow[]> {
  const explained: ExplainedRow[] = []
  for (const row of rows) {
    const { ids, offsets } = tokenizer.encode(row.text)
    const runs = tokenRuns(offsets, MOST_RUNS)
    const effects = await occlusionEffects(model, ids, { answer: row.answer, classes, runs })
    explained.push({ ...row, offsets, runs, effects })
  }
  return explained
}
