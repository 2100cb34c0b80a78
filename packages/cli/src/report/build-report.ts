import { DEFAULT_THRESHOLD, randomGenerator } from '@textgate/core'
import { loadTokenizer } from '@textgate/tokenizer'
import { answeredLabels, BOOTSTRAP_RESAMPLES, labelCounts, metricIntervals } from '@textgate/trainer/metrics'
import { segmenterFor } from '../segmenter-for.ts'
import { type AnsweredRows, chosenRows, SHOWN } from './chosen-rows.ts'
import { confidenceCurves } from './confidence-curves.ts'
import type { Evaluation } from './evaluation.ts'
import { explainRows } from './explain-rows.ts'
import { labelCurves } from './label-curves.ts'
import { lengthResults } from './length-results.ts'
import type { LetterShare } from './letter-share.ts'
import { readRows } from './read-rows.ts'
import type { Report } from './report.ts'
import { shownRows } from './shown-rows.ts'

/** Of everything random in a report, so that equal evaluations give equal pages. */
const SEED = 1

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
  // The page is of all rows, as if all were answered.
  const rule = { ...predictor.rule, unknownBelow: 0 }
  const answers = answeredLabels(probabilities, classes, rule)
  const answered: AnsweredRows = { probabilities, truth, answers, classes, rule }
  const chosen = chosenRows(answered, SEED)
  const explainedErrors = chosen.errors.rows.slice(0, SHOWN.explainedErrors)
  const wanted = new Set([
    ...chosen.errors.rows,
    ...chosen.mistakes.rows.map(({ row }) => row),
    ...chosen.confusions.pairs.flatMap(({ examples }) => examples),
    ...chosen.right,
  ])
  const { texts, lengths, letters } = await readRows(evaluation.readAgain(), {
    ...{ file: data, rows: truth.size, wanted, tokenizer },
  })
  const shown = shownRows(answered, texts)
  const counts = labelCounts(truth, answers, classes)
  const explain = (rows: readonly number[]) => explainRows(rows.map(shown.toExplain), predictor, tokenizer)
  const bootstrap = { random: randomGenerator(SEED).fork('bootstrap'), resamples: BOOTSTRAP_RESAMPLES }
  const report: Report = {
    subject: {
      ...{ bundle, data, skippedRows, engine, manifest },
      weights: [...weights.values()].reduce((sum, { data: values }) => sum + values.length, 0),
    },
    labels,
    metrics,
    intervals: metricIntervals(probabilities, truth, { classes, rule, ...bootstrap }),
    bootstrap: { resamples: BOOTSTRAP_RESAMPLES, seed: SEED },
    counts,
    ...(rule.head === 'multi' ? { thresholds: rule.thresholds ?? labels.map(() => DEFAULT_THRESHOLD) } : {}),
    ...labelCurves(probabilities, truth, classes, chosenLabels),
    ...confidenceCurves(answered),
    confusions: {
      shown: chosen.confusions.pairs.map((pair) => ({
        ...pair,
        share: pair.rows / (counts[pair.truth]?.support as number),
        examples: pair.examples.map(shown.text),
      })),
      all: chosen.confusions.all,
    },
    lengths: lengthResults(lengths, answered),
    rowsAtMaxLength: lengths.filter((length) => length >= manifest.config.tokenizer.maxLength).length,
    errors: {
      shown: chosen.errors.rows.map(shown.answered),
      ...{ all: chosen.errors.all, kinds: chosen.errors.kinds },
    },
    mistakes: { shown: chosen.mistakes.rows.map(shown.mistake), all: chosen.mistakes.all },
    explained: { errors: await explain(explainedErrors), right: await explain(chosen.right) },
  }
  return { report, letters }
}
