import type { ClassificationMetrics } from '@textgate/core'
import { count, percent } from '../numbers.ts'
import type { ErrorKinds } from '../report.ts'
import { englishExplained } from './english-explained.ts'
import { englishSubject } from './english-subject.ts'

/** The page's own words. Numbers come in as they are, so that each language can say them its way. */
export const english = {
  code: 'en',
  title: (bundle: string) => `Evaluation of ${bundle}`,
  contents: 'Contents',
  comma: ', ',
  semicolon: '; ',
  betweenSentences: ' ',
  // A label of a row that was not answered, an answer that is no label of it, and one that is. Of one label a row, the
  // missed one is the true label.
  missed: 'true label',
  wrong: 'answer',
  right: 'answer',
  label: 'label',
  rows: 'rows',
  row: (row: number) => `row ${count(row)}`,
  accuracy: 'accuracy',
  loss: 'loss (nats)',
  asTable: 'The same as a table',
  wholeText: (length: number) => `The whole text (${count(length)} characters)`,
  cutText: (shown: number, length: number) =>
    `The first ${count(shown)} of ${count(length)} characters; the file has the rest`,
  shownOf: (shown: number, all: number) => (shown < all ? `${count(shown)} of ${count(all)}` : count(all)),
  none: 'None.',
  subject: englishSubject,
  figures: {
    heading: 'Figures',
    microF1: 'micro F1',
    macroF1: 'macro F1',
    wrongDecisions: 'wrong decisions (Hamming loss)',
    calibrationError: 'expected calibration error',
    meanAbsoluteError: 'mean distance from the true label, in places of the order',
    quadraticKappa: 'quadratic kappa',
    answered: (from: number, coverage: number, precision: number) =>
      `Texts whose most probable label has less than ${percent(from)} are answered unknown: ${percent(coverage)} of the rows are answered, ${percent(precision)} of those rightly. Everything else on this page is of all rows, as if all were answered.`,
    explanation: (resamples: number, seed: number) =>
      `In brackets: 95 % interval of the bootstrap, ${count(resamples)} resamples of the rows, seed ${seed}. The figure that endless rows of this kind would give likely lies within. Each row has one label, so micro F1 is the accuracy.`,
    ofTraining: (part: string, { accuracy, macroF1, rows }: ClassificationMetrics) =>
      `When the bundle was made, its ${part} part had accuracy ${percent(accuracy)} and macro F1 ${percent(macroF1)} on ${count(rows)} rows.`,
  },
  perLabel: {
    heading: 'Label by label',
    caption: 'Figures of each label, the lowest F1 first; in brackets the 95 % interval after Wilson',
    precision: 'precision',
    recall: 'recall',
    averagePrecision: 'average precision',
    threshold: 'threshold',
    explanation:
      'Precision: how many of the rows that were answered so are so. Recall: how many of the rows that are so were answered so. Average precision: the area under the precision/recall curve.',
  },
  confusion: {
    heading: 'What is confused with what',
    caption:
      'Rows by true label (down) and answer (across). Framed: right answers. The stronger the colour, the larger the share of the true label.',
    mapDescription: (labels: number) =>
      `Confusion matrix of ${count(labels)} labels; the table below lists the largest confusions`,
    mapCaption: (shown: number, all: number) =>
      `Rows by true label (down) and answer (across, by number). Blue: right answers, on the diagonal. Orange: wrong ones. Labels that are confused stand side by side.${shown < all ? ` Of ${count(all)} labels, the ${count(shown)} with the most errors.` : ''}`,
    list: 'The largest confusions',
    listCaption: (shown: string) => `Pairs of true label and answer by rows: ${shown}`,
    share: 'of the label',
    examples: 'examples',
    kinds: (all: number, { missedOnly, wrongOnly, both }: ErrorKinds) =>
      `Of ${count(all)} rows with an error, ${count(missedOnly)} only miss labels, ${count(wrongOnly)} only have labels too many, and ${count(both)} have both.`,
  },
  curves: {
    overall: 'all decisions',
    heading: 'Precision and recall',
    precision: 'precision',
    recall: 'recall',
    description: 'Precision by recall of some labels; average precision of every label stands above',
    explanation:
      'Each point of a line is a threshold: a row gets the label where its probability is at least that. A line high up to the right finds most rows of the label with few false ones.',
    chosen: (shown: number, all: number) =>
      shown < all
        ? `${count(shown)} of ${count(all)} labels: those of the lowest and the highest average precision, or those chosen with --report-label.`
        : '',
    averagePrecision: (precision: number) => `average precision ${percent(precision)}`,
  },
  calibration: {
    heading: 'Can the probabilities be trusted?',
    description: 'Accuracy by confidence; the table below has the numbers',
    rowsDescription: 'Rows by confidence',
    confidence: 'probability of the answer',
    accuracy: 'accuracy',
    rows: 'rows',
    meanConfidence: 'mean probability',
    range: 'probability',
    explanation: (error: number) =>
      `Bars: how often answers of a probability are right. Strokes: their mean probability. Bars that end below the stroke mean that the model is surer than it should be. The expected calibration error is the mean distance, weighted by rows: ${percent(error)}.`,
    temperature: (temperature: number) =>
      `After training, all scores were divided by ${temperature.toFixed(2)}, which was chosen on the dev part.`,
    tableCaption: 'Accuracy by the probability of the answer',
  },
  learning: {
    heading: 'How it learnt',
    absent: 'The bundle does not say how its training went: it was made by an older version.',
    epoch: 'epoch',
    training: 'training',
    dev: 'dev',
    best: 'best',
    lossDescription: 'Loss of training and dev part by epoch; the table below has the numbers',
    devDescription: 'Accuracy and macro F1 of the dev part by epoch; the table below has the numbers',
    explanation:
      'Training loss is measured on the way through an epoch and with dropout, so it can lie above dev loss. A dev loss that rises while training loss falls tells of learning by heart. Where n-grams stand beside an encoder, these are the figures of the encoder alone: the n-grams are trained before the first epoch.',
    tableCaption: 'Figures of each epoch',
  },
  lengths: {
    heading: 'Short and long texts',
    caption: (from: number) =>
      `Accuracy by the tokens that the model reads, in groups of like size; bars from ${percent(from)} to 100 %, with the 95 % interval after Wilson`,
    tokens: 'tokens',
    score: 'accuracy',
    range: (shortest: number, longest: number) =>
      shortest === longest ? count(shortest) : `${count(shortest)} to ${count(longest)}`,
    interval: '95 % interval',
    bar: 'picture',
    cut: (rows: number, maxLength: number) =>
      `${count(rows)} rows have ${count(maxLength)} tokens, the most that the model reads (tokenizer.maxLength); longer texts were cut.`,
  },
  errors: {
    heading: 'The worst errors',
    explanation: (shown: string) =>
      `Wrong answers with the highest loss, that is with the lowest probability of the true label: ${shown}.`,
    probability: (probability: number) => `probability ${percent(probability)}`,
  },
  mistakes: {
    heading: 'Labels that may be wrong',
    explanation: (shown: string) =>
      `Rows where the model gives another label a probability that is high even for rows of that label (confident learning): ${shown}. This is a list for reading, not a verdict: it holds confident errors of the model as well as errors of whoever labelled, and it misses those that both made. It is of use on rows that the model was not trained on.`,
    denied: 'label',
    asserted: 'the model says',
  },
  words: englishExplained,
  methods: {
    heading: 'How this was computed',
    seed: (seed: number) =>
      `All that is drawn at random is drawn with seed ${seed}: the same evaluation gives the same page. Rows are counted from 1 in the order of the file, skipped ones not counted.`,
  },
}
