import { hasAttention } from '@textgate/core'
import { MOST_RUNS } from '../../explain-rows.ts'
import type { ExplainedRow, Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { explainedText } from '../explained-text.ts'
import { type Html, html } from '../html.ts'
import { rowCards } from '../row-card.ts'
import type { Section } from '../section.ts'
import { rowVerdicts, type Verdict, verdictsOf } from '../verdicts.ts'

/** What each word adds to the most probable label, and where the model looked, in the worst errors and in some right answers. */
export function wordsSection({ explained, labels, subject }: Report, words: ReportWords): Section {
  const { heading, explanation, speaksFor, speaksAgainst, legend, errorsHeading, rightHeading } = words.words
  const { attentionHeads, ngrams } = subject.manifest.config.model
  const looks = hasAttention(subject.manifest.config.model)
  const looked = looks && html`<mark class="looked m4">${words.words.lookedLegend}</mark>${words.semicolon}`
  return {
    id: 'words',
    heading,
    body: html`<p>${explanation(MOST_RUNS)}</p>
${looks ? html`<p>${words.words.attention(attentionHeads, ngrams > 0)}</p>` : undefined}
<p class="note"><mark class="for m4">${speaksFor}</mark>${words.semicolon}<mark class="against m4">${speaksAgainst}</mark>${words.semicolon}${looked || undefined}${legend}</p>
<h3>${errorsHeading}</h3>
${cardsOf(explained.errors, labels, words)}
<h3>${rightHeading}</h3>
${cardsOf(explained.right, labels, words)}`,
  }
}

function cardsOf(rows: readonly ExplainedRow[], labels: readonly string[], words: ReportWords): Html {
  const cards = rows.map((row) => ({
    row,
    verdicts: [...rowVerdicts(row, labels, words), ...explainedVerdict(row, labels, words)],
    body: explainedText(row, words),
  }))
  return rowCards(cards, words)
}

/** Which label the marks are about; nothing where it is the one answer. */
function explainedVerdict(
  { wrong, right, explained }: ExplainedRow,
  labels: readonly string[],
  words: ReportWords,
): Verdict[] {
  const [answer, ...others] = [...wrong, ...right]
  if (others.length === 0 && answer?.label === explained.label) return []
  return verdictsOf(words.words.explained, [explained], labels)
}
