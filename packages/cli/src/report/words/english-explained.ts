import { count, percent } from '../numbers.ts'

/** About the words that mattered, in English. */
export const englishExplained = {
  heading: 'The words that mattered',
  explanation: (runs: number) =>
    `Each token was removed in turn, and the model asked again: what falls is what the token added. Texts of more than ${runs} tokens were tried in ${runs} runs of neighbouring tokens. This tells what the answer hangs on, not why; where two words say the same, removing one alone changes little.`,
  speaksFor: 'speaks for the answer: underlined',
  speaksAgainst: 'speaks against it: dashed',
  legend: 'the thicker the line, the larger the effect within this text.',
  explained: 'marked for',
  falls: 'The answer falls without',
  rises: 'It rises without',
  to: (probability: number) => `to ${percent(probability)}`,
  without: (before: number, after: number) => `${percent(before)} → ${percent(after)} without it`,
  little: 'No part alone changes the probability by more than half a percent. Most does',
  showText: (length: number) => `The text with its marks (${count(length)} characters)`,
  skipped: (length: number) => `${count(length)} characters left out`,
  errorsHeading: 'In the worst errors',
  rightHeading: 'In right answers, drawn at random',
  attention: (heads: number, hasNgrams: boolean) =>
    `This model also pools by attention: below each text stands where it looked, as the share of each token in its ${heads === 1 ? 'weights' : `weights, the mean of its ${heads} heads`}. That is where it looked and no proof of why it answered so: other weights can give the same answer (Jain and Wallace, 2019)${hasNgrams ? ', and they say nothing of the linear model beside the encoder' : ''}. What counts for an answer is what its removal changes.`,
  looked: 'It looked most at',
  lookedLegend: 'where it looked: dotted',
  showAttention: 'The text with marks of attention',
}
