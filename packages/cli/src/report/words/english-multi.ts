import { count, percent } from '../numbers.ts'
import { english } from './english.ts'
import type { ReportWords } from './report-words.ts'

/** The words of a page about any number of labels a text, in English. */
export const englishMulti: ReportWords = {
  ...english,
  missed: 'missed',
  wrong: 'wrongly given',
  right: 'right',
  accuracy: 'exactly right',
  figures: {
    ...english.figures,
    explanation: (resamples, seed) =>
      `Micro F1 counts all decisions, one a row and label, together; macro F1 is the mean of the labels' own. A row is exactly right when it was given all of its labels and no other. In brackets: 95 % interval of the bootstrap, ${count(resamples)} resamples of the rows, seed ${seed}. The figure that endless rows of this kind would give likely lies within.`,
    ofTraining: (part, { microF1, macroF1, rows }) =>
      `When the bundle was made, its ${part} part had micro F1 ${percent(microF1)} and macro F1 ${percent(macroF1)} on ${count(rows)} rows.`,
  },
  perLabel: {
    ...english.perLabel,
    explanation:
      'A row gets a label where its probability is at least the threshold, which was chosen on the dev part (50 % where there was none). Precision: how many of the rows that were given the label have it. Recall: how many of the rows that have it were given it. Average precision: the area under the precision/recall curve, whatever the threshold.',
  },
  confusion: {
    ...english.confusion,
    heading: 'What is given in place of what',
    kinds: (all, kinds) =>
      `${english.confusion.kinds(all, kinds)} Labels do not exclude each other, so there is no confusion matrix; the pairs below come from the rows with both.`,
    list: 'The most frequent pairs',
    listCaption: (shown) =>
      `Pairs of a missed and a wrongly given label of the same row, by rows: ${shown}. A row with several of both counts for each pair.`,
    share: 'of the missed label',
  },
  curves: {
    ...english.curves,
    description:
      'Precision by recall of all decisions together and of some labels; average precision of every label stands above',
  },
  calibration: {
    ...english.calibration,
    description: 'Share of rows that have a label, by its probability; the table below has the numbers',
    rowsDescription: 'Decisions by probability',
    confidence: 'probability of a label',
    accuracy: 'share that has it',
    rows: 'decisions',
    explanation: (error) =>
      `Of every row and every label, whether it is answered or not. Bars: how many of the rows have a label that has this probability. Strokes: its mean probability. Bars that end below the stroke mean that the model is surer than it should be. The expected calibration error is the mean distance, weighted by decisions: ${percent(error)}. Many labels that are plainly absent make it small, so look at the bars.`,
    tableCaption: 'Share of rows that have a label, by its probability',
  },
  lengths: {
    ...english.lengths,
    caption: (from) =>
      `Micro F1 by the tokens that the model reads, in groups of like size; bars from ${percent(from)} to 100 %, with the 95 % interval after Wilson and Lam`,
    score: 'micro F1',
  },
  learning: {
    ...english.learning,
    devDescription:
      'Micro F1, macro F1 and exactly right rows of the dev part by epoch; the table below has the numbers',
  },
  errors: {
    ...english.errors,
    explanation: (shown) =>
      `Rows with a missed or a wrongly given label and the highest loss, summed over all labels: ${shown}.`,
  },
  mistakes: {
    ...english.mistakes,
    explanation: (shown) =>
      `Rows where the model denies a label that they have, or asserts one that they have not, with a confidence that is high even for that label (confident learning, each label by itself): ${shown}. This is a list for reading, not a verdict: it holds confident errors of the model as well as errors of whoever labelled, and it misses those that both made. It is of use on rows that the model was not trained on.`,
    denied: 'has, the model denies',
    asserted: 'has not, the model asserts',
  },
  words: {
    ...english.words,
    explanation: (runs) => `About the most probable label of each text. ${english.words.explanation(runs)}`,
    speaksFor: 'speaks for the label: underlined',
    falls: 'The label falls without',
  },
}
