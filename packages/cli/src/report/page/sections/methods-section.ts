import { hasAttention } from '@textgate/core'
import type { Report } from '../../report.ts'
import type { ReportWords } from '../../words/report-words.ts'
import { html } from '../html.ts'
import type { Section } from '../section.ts'

/** Where the methods come from; not translated, because titles are looked up as they are. */
const REFERENCES = [
  'Efron, “Bootstrap Methods: Another Look at the Jackknife”, 1979 (intervals of figures)',
  'Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, 1927 (intervals of shares)',
  'Guo, Pleiss, Sun and Weinberger, “On Calibration of Modern Neural Networks”, 2017 (calibration)',
  'Northcutt, Jiang and Chuang, “Confident Learning: Estimating Uncertainty in Dataset Labels”, 2021 (labels that may be wrong)',
  'Zeiler and Fergus, “Visualizing and Understanding Convolutional Networks”, 2014; Li, Monroe and Jurafsky, “Understanding Neural Networks through Representation Erasure”, 2016 (words that mattered)',
]

const MULTI_REFERENCES = [
  'Lam, “Confidence Intervals for the F1 Score: A Comparison of Four Methods”, 2023 (intervals of F1 by length)',
  'Thyagarajan, Snorrason, Northcutt and Mueller, “Identifying Incorrect Annotations in Multi-Label Classification Data”, 2022 (labels that may be wrong, label by label)',
]

const ATTENTION_REFERENCES = [
  'Jain and Wallace, “Attention is not Explanation”, 2019 (where the model looked)',
]

/** Seed and sources. */
export function methodsSection(
  { bootstrap, thresholds, subject }: Report,
  { methods }: ReportWords,
): Section {
  const references = [
    ...REFERENCES,
    ...(thresholds ? MULTI_REFERENCES : []),
    ...(hasAttention(subject.manifest.config.model) ? ATTENTION_REFERENCES : []),
  ]
  return {
    id: 'methods',
    heading: methods.heading,
    body: html`<p>${methods.seed(bootstrap.seed)}</p>
<ul lang="en">${references.map((reference) => html`<li>${reference}</li>`)}</ul>`,
  }
}
