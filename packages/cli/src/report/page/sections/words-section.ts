import { MOST_RUNS } from '../../explain-rows.ts'
import type { ExplainedRow, Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { explainedText } from '../explained-text.ts'
import { type Html, html } from '../html.ts'
import { rowCards } from '../row-card.ts'
import type { Section } from '../section.ts'

/** What each word adds to the answer, in the worst errors and in some right answers. */
export function wordsSection({ explained, labels }: Report, words: ReportWords): Section {
  const { heading, explanation, speaksFor, speaksAgainst, legend, errorsHeading, rightHeading } = words.words
  return {
    id: 'words',
    heading,
    body: html`<p>${explanation(MOST_RUNS)}</p>
<p class="note"><mark class="for m4">${speaksFor}</mark>${words.semicolon}<mark class="against m4">${speaksAgainst}</mark>${words.semicolon}${legend}</p>
<h3>${errorsHeading}</h3>
${cardsOf(explained.errors, labels, words)}
<h3>${rightHeading}</h3>
${cardsOf(explained.right, labels, words)}`,
  }
}

function cardsOf(rows: readonly ExplainedRow[], labels: readonly string[], words: ReportWords): Html {
  const cards = rows.map((row) => {
    const truth = {
      ...{ name: words.trueLabel, label: labels[row.truth] as string, probability: row.truthProbability },
    }
    const answer = {
      ...{ name: words.answer, label: labels[row.answer] as string, probability: row.answerProbability },
    }
    return {
      row,
      verdicts: row.truth === row.answer ? [answer] : [truth, answer],
      body: explainedText(row, words),
    }
  })
  return rowCards(cards, words)
}
