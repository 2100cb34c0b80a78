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

/** Seed and sources. */
export function methodsSection({ bootstrap }: Report, { methods }: ReportWords): Section {
  return {
    id: 'methods',
    heading: methods.heading,
    body: html`<p>${methods.seed(bootstrap.seed)}</p>
<ul lang="en">${REFERENCES.map((reference) => html`<li>${reference}</li>`)}</ul>`,
  }
}
