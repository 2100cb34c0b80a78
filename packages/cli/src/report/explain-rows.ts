import type { Encoding, Tokenizer } from '@textgate/core'
import type { AttendedToken } from '@textgate/gru-model'
import { occlusionEffects, type TokenRun, tokenRuns } from '@textgate/trainer/metrics'
import { meanWeight } from '../attended-text.ts'
import type { Predictor } from '../open-predictor.ts'
import type { AttendedRuns, ExplainedRow, RowToExplain } from './report.ts'

/** Parts of a text that are left out one at a time, at most: what bounds the cost of a long text. */
export const MOST_RUNS = 64

/**
 * Finds what each part of each text adds to the text's most probable label (see `occlusionEffects`), and where the model
 * pools by attention, its weights.
 */
export async function explainRows(
  rows: readonly RowToExplain[],
  { model, labels, attendedText }: Pick<Predictor, 'model' | 'labels' | 'attendedText'>,
  tokenizer: Pick<Tokenizer, 'encode'>,
): Promise<ExplainedRow[]> {
  const explained: ExplainedRow[] = []
  for (const row of rows) {
    const encoding = tokenizer.encode(row.text)
    const { ids, offsets } = encoding
    const runs = tokenRuns(offsets, MOST_RUNS)
    const answer = row.explained.label
    const effects = await occlusionEffects(model, ids, { answer, classes: labels.length, runs })
    const attended = await attendedText?.(row.text, encoding)
    const attention = attended && { attention: attendedRuns(attended, offsets) }
    explained.push({ ...row, offsets, runs, effects, ...attention })
  }
  return explained
}

function attendedRuns(tokens: readonly AttendedToken[], offsets: Encoding['offsets']): AttendedRuns {
  const weights = tokens.map(meanWeight)
  const runs = tokenRuns(offsets, Math.max(1, tokens.length))
  const sumOf = ({ start, end }: TokenRun): number =>
    weights.slice(start, end).reduce((sum, weight) => sum + weight, 0)
  return { runs, weights: Float64Array.from(runs, sumOf) }
}
