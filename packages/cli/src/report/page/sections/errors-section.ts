import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { html } from '../html.ts'
import { rowCards } from '../row-card.ts'
import type { Section } from '../section.ts'
import { shownText } from '../shown-text.ts'
import { rowVerdicts } from '../verdicts.ts'

/** The wrong answers of the highest loss. */
export function errorsSection({ errors, labels }: Report, words: ReportWords): Section {
  const cards = errors.shown.map((row) => ({
    row,
    verdicts: rowVerdicts(row, labels, words),
    body: shownText(row.text, words),
  }))
  return {
    id: 'errors',
    heading: words.errors.heading,
    body: html`<p>${words.errors.explanation(words.shownOf(errors.shown.length, errors.all))}</p>
${rowCards(cards, words)}`,
  }
}
