import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { type Content, html } from '../html.ts'
import type { Section } from '../section.ts'

/** What was evaluated, and on what. */
export function subjectSection(
  { subject, labels, metrics }: Report,
  { subject: words, ...rest }: ReportWords,
): Section {
  const { manifest, engine, bundle, data, skippedRows, weights } = subject
  const { tokenizer, model } = manifest.config
  const { training } = manifest
  const parts = Object.entries(training.data).map(([part, { rows }]) => words.trainingRows(part, rows))
  const { epochs, bestEpoch, steps, backend, refit } = training
  const again = refit ? [words.refitOf(refit.rows, refit.epochs)] : []
  const entries: [name: string, value: Content][] = [
    [words.bundle, html`<bdi>${bundle}</bdi>`],
    [words.data, html`<bdi>${data}</bdi>${rest.comma}${words.dataRows(metrics.rows, skippedRows)}`],
    [words.engine, words.engines[engine]],
    [words.model, words.modelOf(model, weights)],
    [words.labels, String(labels.length)],
    [words.tokenizer, words.tokenizerOf(tokenizer.mode, manifest.vocabularySize, tokenizer.maxLength)],
    ...(training.tokenizerReason === undefined
      ? []
      : [
          [words.tokenizerReason, html`<span lang="en">${training.tokenizerReason}</span>`] as [
            string,
            Content,
          ],
        ]),
    [
      words.training,
      [words.trainingOf(epochs, bestEpoch, steps, backend), ...again, ...parts].join(rest.semicolon),
    ],
    [
      words.versions,
      Object.entries(manifest.versions)
        .map((version) => version.join(' '))
        .join(', '),
    ],
  ]
  return {
    id: 'subject',
    heading: words.heading,
    body: html`<dl>${entries.map(
      ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
    )}</dl>`,
  }
}
