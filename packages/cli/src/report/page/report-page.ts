import { basename, resolve } from 'node:path'
import type { Report } from '../report.ts'
import type { ReportWords } from '../words/report-words.ts'
import { Html, html } from './html.ts'
import { type Section, sectionHtml } from './section.ts'
import { calibrationSection } from './sections/calibration-section.ts'
import { confusionSection } from './sections/confusion-section.ts'
import { curvesSection } from './sections/curves-section.ts'
import { errorsSection } from './sections/errors-section.ts'
import { figuresSection } from './sections/figures-section.ts'
import { learningSection } from './sections/learning-section.ts'
import { lengthsSection } from './sections/lengths-section.ts'
import { methodsSection } from './sections/methods-section.ts'
import { mistakesSection } from './sections/mistakes-section.ts'
import { perLabelSection } from './sections/per-label-section.ts'
import { subjectSection } from './sections/subject-section.ts'
import { wordsSection } from './sections/words-section.ts'
import { STYLE } from './style.ts'

/** In the order of the page. */
const SECTIONS: readonly ((report: Report, words: ReportWords) => Section)[] = [
  figuresSection,
  subjectSection,
  perLabelSection,
  confusionSection,
  errorsSection,
  wordsSection,
  mistakesSection,
  curvesSection,
  calibrationSection,
  lengthsSection,
  learningSection,
  methodsSection,
]

/** Nothing is loaded and no script runs, whatever a text holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/** The whole page: one file that needs nothing beside it, without any script. */
export function reportPage(report: Report, words: ReportWords): Html {
  const sections = SECTIONS.map((section) => section(report, words))
  const title = words.title(basename(resolve(report.subject.bundle)))
  return html`<!doctype html>
<html lang="${words.code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1><bdi>${title}</bdi></h1>
<nav aria-label="${words.contents}"><ul>${sections.map(
    ({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`,
  )}</ul></nav>
</header>
<main>
${sections.map(sectionHtml)}</main>
</body>
</html>
`
}
