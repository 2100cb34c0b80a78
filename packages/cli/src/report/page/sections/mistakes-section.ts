import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { html } from '../html.ts'
import { rowCards } from '../row-card.ts'
import type { Section } from '../section.ts'
import { shownText } from '../shown-text.ts'
import { verdictsOf } from '../verdicts.ts'

/** Rows whose labels are likely wrong. */
export function mistakesSection({ mistakes, labels }: Report, words: ReportWords): Section {
  const { heading, explanation, denied, asserted } = words.mistakes
  const cards = mistakes.shown.map((row) => ({
    row,
    verdicts: [...verdictsOf(denied, row.denied, labels), ...verdictsOf(asserted, row.asserted, labels)],
    body: shownText(row.text, words),
  }))
  return {
    id: 'mistakes',
    heading,
    body: html`<p>${explanation(words.shownOf(mistakes.shown.length, mistakes.all))}</p>
${rowCards(cards, words)}`,
  }
}
