import { randomGenerator } from '@textgate/core'
import { loadTokenizer } from '@textgate/tokenizer'
import {
  answersOf,
  BOOTSTRAP_RESAMPLES,
  lengthGroups,
  metricIntervals,
  proportionInterval,
  reliability,
} from '@textgate/trainer/metrics'
import { segmenterFor } from '../segmenter-for.ts'
import { chosenRows, SHOWN } from './chosen-rows.ts'
import type { Evaluation } from './evaluation.ts'
import { explainRows } from './explain-rows.ts'
import { labelCurves } from './label-curves.ts'
import type { LetterShare } from './letter-share.ts'
import { readRows } from './read-rows.ts'
import type { LengthResult, Report, ShownRow } from './report.ts'

/** Of everything random in a report, so that equal evaluations give equal pages. */
const SEED = 1
const LENGTH_GROUPS = 6

/**
 * Computes all that the page shows.
 *
 * @param chosenLabels - labels of the precision/recall chart, by index; those of the lowest and the highest average
 * precision where there are none
 */
export async function buildReport(
  evaluation: Evaluation,
  chosenLabels: readonly number[],
): Promise<{ report: Report; letters: LetterShare }> {
  const { predictor, probabilities, truth, metrics, skippedRows, bundle, data } = evaluation
  const { labels, engine } = predictor
  const { manifest, tokenizerJson, weights } = predictor.bundle
  const classes = labels.length
  const tokenizer = loadTokenizer(tokenizerJson, await segmenterFor(manifest.config.tokenizer))
  const chosen = chosenRows(evaluation, SEED)
  const wanted = new Set([
    ...chosen.errors.rows,
    ...chosen.mistakes.rows.map(({ row }) => row),
    ...chosen.confusions.flatMap(({ examples }) => examples),
    ...chosen.right,
  ])
  const { texts, lengths, letters } = await readRows(evaluation.readAgain(), {
    ...{ file: data, rows: truth.length, wanted, tokenizer },
  })

  const answers = answersOf(probabilities, classes)
  const right = Uint8Array.from(truth, (label, row) => (answers[row] === label ? 1 : 0))
  const probability = (row: number, label: number): number => probabilities[row * classes + label] as number
  const shown = (row: number): ShownRow => {
    const [label, answer] = [truth[row] as number, answers[row] as number]
    return {
      ...{ row: row + 1, text: texts.get(row) as string, truth: label, answer },
      answerProbability: probability(row, answer),
      truthProbability: probability(row, label),
    }
  }
  const errors = chosen.errors.rows.map(shown)
  const explain = (rows: readonly ShownRow[]) => explainRows(rows, predictor.model, tokenizer, classes)
  const bootstrap = { random: randomGenerator(SEED).fork('bootstrap'), resamples: BOOTSTRAP_RESAMPLES }
  const report: Report = {
    subject: {
      ...{ bundle, data, skippedRows, engine, manifest },
      weights: [...weights.values()].reduce((sum, { data: values }) => sum + values.length, 0),
    },
    labels,
    metrics,
    intervals: metricIntervals(probabilities, truth, classes, bootstrap),
    bootstrap: { resamples: BOOTSTRAP_RESAMPLES, seed: SEED },
    ...labelCurves(probabilities, truth, classes, chosenLabels),
    reliability: reliability(
      Float32Array.from(answers, (answer, row) => probability(row, answer)),
      right,
    ),
    confusions: chosen.confusions.map((pair) => ({
      ...pair,
      share: pair.rows / (metrics.perClass[pair.truth]?.support as number),
      examples: pair.examples.map(shown),
    })),
    lengths: lengthResults(lengths, right),
    rowsAtMaxLength: lengths.filter((length) => length >= manifest.config.tokenizer.maxLength).length,
    errors: { shown: errors, all: chosen.errors.all },
    mistakes: {
      shown: chosen.mistakes.rows.map(({ row, suggestion }) => ({
        ...shown(row),
        ...{ suggestion, suggestionProbability: probability(row, suggestion) },
      })),
      all: chosen.mistakes.all,
    },
    explained: {
      errors: await explain(errors.slice(0, SHOWN.explainedErrors)),
      right: await explain(chosen.right.map(shown)),
    },
  }
  return { report, letters }
}

function lengthResults(lengths: Int32Array, right: Uint8Array): LengthResult[] {
  return lengthGroups(lengths, LENGTH_GROUPS).map(({ shortest, longest, rows }) => {
    const hits = rows.reduce((sum, row) => sum + (right[row] as number), 0)
    return {
      ...{ shortest, longest, rows: rows.length, accuracy: hits / rows.length },
      interval: proportionInterval(hits, rows.length),
    }
  })
}
