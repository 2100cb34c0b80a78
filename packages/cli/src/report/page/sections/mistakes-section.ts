import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { html } from '../html.ts'
import { rowCards } from '../row-card.ts'
import type { Section } from '../section.ts'
import { shownText } from '../shown-text.ts'

/** Rows whose label is likely wrong. */
export function mistakesSection({ mistakes, labels }: Report, words: ReportWords): Section {
  const cards = mistakes.shown.map((row) => ({
    row,
    verdicts: [
      { name: words.label, label: labels[row.truth] as string, probability: row.truthProbability },
      {
        ...{ name: words.mistakes.suggestion, label: labels[row.suggestion] as string },
        probability: row.suggestionProbability,
      },
    ],
    body: shownText(row.text, words),
  }))
  return {
    id: 'mistakes',
    heading: words.mistakes.heading,
    body: html`<p>${words.mistakes.explanation(words.shownOf(mistakes.shown.length, mistakes.all))}</p>
${rowCards(cards, words)}`,
  }
}
