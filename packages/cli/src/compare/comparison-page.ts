import type { Comparison, EncoderFailure } from './comparison.ts'
import { isResult } from './comparison.ts'
import { comparisonColumns } from './comparison-columns.ts'
import { markdownTable } from './markdown-table.ts'

/** What a name means, for the help of the command and below its table. */
export const NAMES_EXPLAINED =
  'gru, lstm, rnn and cnn are the encoder alone, without n-grams beside it; gru+ngrams and so on have those of the configuration (model.ngrams); linear is these n-grams alone.'

/** Lines of compare.md: the table, and how to read it. */
export function comparisonPage(comparison: Comparison): string[] {
  const columns = comparisonColumns(comparison)
  const rows = comparison.encoders.map((encoder) =>
    isResult(encoder) ? columns.map(({ cell }) => cell(encoder)) : failureCells(encoder),
  )
  const titles = columns.map(({ title }) => title)
  return [...markdownTable([titles, ...rows], 'L'.padEnd(columns.length, 'R')), '', ...notesOf(comparison)]
}

function failureCells({ name, failure }: EncoderFailure): string[] {
  return [name, `failed: ${failure.code}`]
}

function notesOf(comparison: Comparison): string[] {
  const { encoders, missing, evaluatedOn, evaluatedRows, mcnemar } = comparison
  const notes = [
    evaluatedOn === 'test'
      ? `Scored on the ${evaluatedRows} rows of the test part, once, after training.`
      : `Scored on the ${evaluatedRows} rows of the dev part, which also chose the best epoch: figures of a test part are lower.`,
    `Names: ${NAMES_EXPLAINED}`,
    ...budgetNotes(comparison),
    ...figureNotes(comparison),
  ]
  if (mcnemar) {
    const { first, second, seed, firstOnly, secondOnly, pValue } = mcnemar
    notes.push(
      `${seed === undefined ? '' : `After the training with seed ${seed} alone, `}${first} alone is right on ${firstOnly} rows, ${second} alone on ${secondOnly}: McNemar's exact test gives p = ${pValue < 0.0001 ? pValue.toExponential(1) : pValue.toFixed(4)}.`,
    )
  }
  for (const encoder of encoders) {
    if (!isResult(encoder)) notes.push(`${encoder.name} failed: ${encoder.failure.message}`)
  }
  if (missing.length > 0) notes.push(`Not trained: ${missing.join(', ')}.`)
  return notes.map((note) => `- ${note}`)
}

function budgetNotes({ budget, timeBudget, seeds }: Comparison): string[] {
  const equal = `Equal for all: data, tokenizer, ${seeds ? 'seeds' : 'seed'}, batches`
  if (budget === 'data') return [`${equal}, configuration and epochs at most.`]
  if (budget === 'parameters') {
    return [`${equal}, epochs at most, and, within 2 %, the parameters of the encoder where there is one.`]
  }
  const time = timeBudget ? `${timeBudget.seconds.toFixed(1)} seconds` : 'the seconds of the first encoder'
  const from =
    timeBudget?.from === undefined ? '' : `, as many as the whole training of ${timeBudget.from} took`
  return [
    `${equal}, configuration but for the epochs, and ${time} for a training at most${from}.`,
    'Epochs are planned by a short trial, which is not counted, so that the learning rate of each encoder ends in time; "ended by" says what ended its training, whose best epoch until then was scored.',
  ]
}

function figureNotes({ head, backend, seed, seeds }: Comparison): string[] {
  const counted = head === 'multi' ? ' and counts rows with exactly the right labels' : ''
  if (!seeds) {
    return [
      `Accuracy has a 95 % interval by the bootstrap over the rows${counted}; the last columns are accuracy by length.`,
      `Seconds an epoch are the median of the epochs, without scoring; texts/s are of prediction, in the median of five passes. Backend ${backend}, seed ${seed}.`,
    ]
  }
  return [
    `Accuracy, F1 and accuracy by length are means over seeds ${seeds.join(', ')}; beside them are the accuracies of the lowest and the highest seed.`,
    `The mean accuracy has a 95 % interval by the bootstrap over the rows, each with the share of the seeds that answer it rightly${counted}: it tells of chance in the rows, lowest to highest of chance in the training.`,
    `Seconds an epoch are the median of the epochs, without scoring; texts/s are of prediction, in the median of five passes; both are medians of the seeds. Backend ${backend}; seed ${seed} cut off dev where no file gives it.`,
  ]
}
