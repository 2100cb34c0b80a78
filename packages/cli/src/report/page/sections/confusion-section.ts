import { confusionOrder } from '@textgate/trainer/metrics'
import { count, percent } from '../../numbers.ts'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { heatMap } from '../charts/heat-map.ts'
import { confusionTable } from '../confusion-table.ts'
import { cutText } from '../cut-text.ts'
import { dataTable } from '../data-table.ts'
import { type Html, html } from '../html.ts'
import type { Section } from '../section.ts'

/** Labels up to which the matrix is a table of words; above it is a map of small cells, of this many at most. */
const TABLE_LABELS = 15
const MAP_LABELS = 80
/** UTF-16 units of an example. */
const EXAMPLE = 140

/** The confusion matrix, where labels exclude each other, and the largest confusions with examples. */
export function confusionSection(report: Report, words: ReportWords): Section {
  return {
    id: 'confusion',
    heading: words.confusion.heading,
    body: html`${overview(report, words)}
<h3>${words.confusion.list}</h3>
${report.confusions.all === 0 ? html`<p>${words.none}</p>` : confusionList(report, words)}`,
  }
}

function overview(report: Report, words: ReportWords): Html {
  const { labels, metrics, errors } = report
  if (metrics.confusion.length === 0) return html`<p>${words.confusion.kinds(errors.all, errors.kinds)}</p>`
  if (labels.length > TABLE_LABELS) return confusionMap(report, words)
  return confusionTable(labels, metrics.confusion, words)
}

function confusionMap({ labels, metrics }: Report, words: ReportWords): Html {
  const errors = metrics.confusion.map(
    (counts, label) => counts.reduce((sum, rows) => sum + rows, 0) - (counts[label] as number),
  )
  const kept = errors
    .map((_, label) => label)
    .sort((a, b) => errors[b]! - errors[a]! || a - b)
    .slice(0, MAP_LABELS)
  const part = kept.map((truth) => kept.map((answer) => metrics.confusion[truth]![answer]!))
  const order = confusionOrder(part).map((at) => kept[at] as number)
  const description = words.confusion.mapDescription(labels.length)
  return html`<figure><div class="scroll" role="region" aria-label="${description}" tabindex="0">${heatMap({
    ...{ description, labels, confusion: metrics.confusion, order },
  })}</div><figcaption>${words.confusion.mapCaption(order.length, labels.length)}</figcaption></figure>`
}

function confusionList({ labels, confusions }: Report, words: ReportWords): Html {
  const { shown, all } = confusions
  return dataTable({
    caption: words.confusion.listCaption(words.shownOf(shown.length, all)),
    columns: [
      { name: `${words.missed} → ${words.wrong}` },
      { name: words.rows, isNumber: true },
      { name: words.confusion.share, isNumber: true },
      { name: words.confusion.examples },
    ],
    rows: shown.map(({ truth, answer, rows, share, examples }) => [
      html`<bdi class="label">${labels[truth]}</bdi> → <bdi class="label">${labels[answer]}</bdi>`,
      count(rows),
      percent(share),
      examples.map(({ text }) => {
        const beginning = cutText(text, EXAMPLE)
        return html`<p class="example" dir="auto">${beginning}${beginning === text ? '' : '…'}</p>`
      }),
    ]),
  })
}
