import { percent } from '../format.ts'
import { type Comparison, type EncoderFailure, type EncoderResult, isResult } from './comparison.ts'
import { markdownTable } from './markdown-table.ts'

/** What a name means, for the help of the command and below its table. */
export const NAMES_EXPLAINED =
  'gru, lstm, rnn and cnn are the encoder alone, without n-grams beside it; gru+ngrams and so on have those of the configuration (model.ngrams); linear is these n-grams alone.'

/** Lines of compare.md: the table, and how to read it. */
export function comparisonPage(comparison: Comparison): string[] {
  return [
    ...markdownTable(tableRows(comparison), 'LRRRRRRRR'.padEnd(9 + groupsOf(comparison).length, 'R')),
    '',
    ...notesOf(comparison),
  ]
}

function tableRows(comparison: Comparison): string[][] {
  const f1 = comparison.head === 'multi' ? 'micro F1' : 'macro F1'
  const groups = groupsOf(comparison).map(({ shortest, longest }) =>
    shortest === longest ? `${shortest} tokens` : `${shortest} to ${longest} tokens`,
  )
  return [
    [
      ...['encoder', 'accuracy (95 %)', f1, 'parameters', 'of the encoder', 'hidden size'],
      ...['epochs', 's an epoch', 'texts/s', ...groups],
    ],
    ...comparison.encoders.map((encoder) =>
      isResult(encoder) ? resultCells(encoder, comparison) : failureCells(encoder),
    ),
  ]
}

function resultCells(result: EncoderResult, { head }: Comparison): string[] {
  const { accuracy, accuracyInterval, parameters, hiddenSize, speed } = result
  const { low, high } = accuracyInterval
  return [
    result.name,
    `${percent(accuracy)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`,
    percent(head === 'multi' ? result.microF1 : result.macroF1),
    parameters.total.toLocaleString('en'),
    parameters.encoder.toLocaleString('en'),
    hiddenSize === undefined ? '' : String(hiddenSize),
    String(result.epochs),
    speed.trainingSecondsPerEpoch.toPrecision(3),
    String(Math.round(speed.predictedTextsPerSecond)),
    ...result.byLength.map((group) => percent(group.accuracy)),
  ]
}

function failureCells({ name, failure }: EncoderFailure): string[] {
  return [name, `failed: ${failure.code}`]
}

function notesOf(comparison: Comparison): string[] {
  const { encoders, missing, evaluatedOn, evaluatedRows, budget, backend, seed, mcnemar } = comparison
  const failed = encoders.filter((encoder) => !isResult(encoder))
  const notes = [
    evaluatedOn === 'test'
      ? `Scored on the ${evaluatedRows} rows of the test part, once, after training.`
      : `Scored on the ${evaluatedRows} rows of the dev part, which also chose the best epoch: figures of a test part are lower.`,
    `Names: ${NAMES_EXPLAINED}`,
    budget === 'data'
      ? 'Equal for all: data, tokenizer, seed, batches, configuration and epochs at most.'
      : 'Equal for all: data, tokenizer, seed, batches, epochs at most, and, within 2 %, the parameters of the encoder where there is one.',
    `Accuracy has a 95 % interval by the bootstrap over the rows${comparison.head === 'multi' ? ' and counts rows with exactly the right labels' : ''}; the last columns are accuracy by length.`,
    `Seconds an epoch are the median of the epochs, without scoring; texts/s are of prediction, in the median of five passes. Backend ${backend}, seed ${seed}.`,
  ]
  if (mcnemar) {
    const { first, second, firstOnly, secondOnly, pValue } = mcnemar
    notes.push(
      `${first} alone is right on ${firstOnly} rows, ${second} alone on ${secondOnly}: McNemar's exact test gives p = ${pValue < 0.0001 ? pValue.toExponential(1) : pValue.toFixed(4)}.`,
    )
  }
  for (const { name, failure } of failed as EncoderFailure[]) notes.push(`${name} failed: ${failure.message}`)
  if (missing.length > 0) notes.push(`Not trained: ${missing.join(', ')}.`)
  return notes.map((note) => `- ${note}`)
}

/** Length groups are those of the rows, so all encoders have the same. */
function groupsOf({ encoders }: Comparison): EncoderResult['byLength'] {
  return encoders.find(isResult)?.byLength ?? []
}
