import { COLOURS } from './style-colours.ts'

/** The page's style sheet. Colours are variables, so that light, dark and print differ in nothing else. */
export const STYLE = `${COLOURS}
* { box-sizing: border-box }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; background: var(--page); color: var(--text); -webkit-text-size-adjust: 100% }
body { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem }
p { margin: .5rem 0 }
a { color: var(--link) }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .9rem }
.note, figcaption, caption { color: var(--muted); font-size: .875rem }
.note, figcaption { max-width: 48rem }
.muted { color: var(--muted) }
.label { font-weight: 600 }
dl { margin: 0 }
dl > div { display: grid; grid-template-columns: 10rem 1fr; gap: 0 1rem; padding: .2rem 0 }
dt { color: var(--muted) }
dd { margin: 0 }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin-bottom: .75rem }
.figures > div { display: block; border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem }
.figures strong { display: block; font-size: 1.5rem; white-space: nowrap }
.interval-of { color: var(--muted); font-size: .875rem; white-space: nowrap }
.scroll { overflow-x: auto; margin: .75rem 0 }
table { border-collapse: collapse; font-size: .9rem }
caption { text-align: start; padding-bottom: .4rem }
caption span { display: inline-block; position: sticky; inset-inline-start: 0; max-width: min(48rem, 100vw - 2rem) }
th, td { padding: .3rem .75rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top }
th { font-weight: 600 }
thead th { vertical-align: bottom }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap }
td, th { overflow-wrap: break-word; max-width: 16rem }
td.words { max-width: 30rem }
.example { margin: 0 0 .25rem; min-width: 16rem }
.confusion th:not(.words) { text-align: center }
.confusion td { text-align: center; font-variant-numeric: tabular-nums; border: 1px solid var(--line) }
.confusion .right { outline: 2px solid var(--right-line); outline-offset: -2px; font-weight: 600 }
figure { margin: .75rem 0; min-width: 0 }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem 2rem }
.one { display: grid; grid-template-columns: minmax(0, 36rem) minmax(0, 1fr); gap: .5rem 2rem; align-items: center }
.chart { display: block; width: 100%; height: auto; font-size: 12px }
svg text { fill: var(--text) }
svg .name { fill: var(--muted) }
.middle { text-anchor: middle }
.end { text-anchor: end }
.start { text-anchor: start }
.grid { fill: none; stroke: var(--line); stroke-width: 1 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.mark { fill: none; stroke: var(--muted); stroke-dasharray: 2 3 }
.ideal { fill: none; stroke: var(--muted); stroke-dasharray: 4 4 }
.bar { fill: var(--bar); stroke: var(--right-line) }
.stroke { fill: none; stroke: var(--wrong-line); stroke-width: 3 }
.s0 { stroke: var(--s0) } .s1 { stroke: var(--s1); stroke-dasharray: 7 3 } .s2 { stroke: var(--s2); stroke-dasharray: 2 3 }
.s3 { stroke: var(--s3); stroke-dasharray: 10 3 2 3 } .s4 { stroke: var(--s4); stroke-dasharray: 4 2 } .s5 { stroke: var(--s5); stroke-dasharray: 1 2 }
.s6 { stroke: var(--s6); stroke-dasharray: 12 2 }
.dot { stroke-dasharray: none; stroke-width: 1.5; fill: var(--page) }
.legend { list-style: none; margin: .25rem 0 .5rem; padding: 0; font-size: .875rem }
.legend svg { width: 36px; height: 8px; margin-inline-end: .5rem; vertical-align: middle }
.interval { display: block; width: 160px; height: 14px }
.interval .track { stroke: var(--line) } .interval .range { stroke: var(--s0); stroke-width: 3 } .interval .dot { fill: var(--s0) }
.heat { font-size: 8.5px; max-width: 100%; height: auto }
.heat text { text-anchor: middle }
.heat .row { text-anchor: end; font-size: 10px }
.cards { list-style: none; margin: 0; padding: 0 }
.cards > li { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0 }
.verdict { margin: 0 0 .35rem; font-size: .9rem; display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; font-variant-numeric: tabular-nums }
blockquote { margin: .25rem 0; white-space: pre-wrap; unicode-bidi: isolate }
summary { cursor: pointer; color: var(--link); font-size: .875rem; margin: .25rem 0; width: fit-content }
.effects { list-style: none; margin: .35rem 0 0; padding: 0; font-size: .875rem }
.strongest { margin-inline-end: .9rem; display: inline-block }
mark { color: var(--text); background: none; border-radius: .15rem; text-underline-offset: .25em; text-decoration-line: underline }
mark.for { text-decoration-color: var(--right-line) }
mark.against { text-decoration-color: var(--wrong-line); text-decoration-style: dashed }
mark.looked { text-decoration-color: var(--s2); text-decoration-style: dotted }
${marks('for', 'right')}
${marks('against', 'wrong')}
${marks('looked', 's2')}
.gap { color: var(--muted); font-style: italic }
${heats('right')}
${heats('wrong')}
@media (max-width: 52rem) {
  .heat { max-width: none }
  .one { grid-template-columns: minmax(0, 36rem) }
}
@media (max-width: 40rem) {
  dl > div { grid-template-columns: 1fr; padding: .35rem 0 }
  .figures { grid-template-columns: 1fr 1fr }
  td, th { max-width: 10rem }
}
@media print {
  html { font-size: 11px }
  nav { display: none }
  .scroll { overflow: visible }
  .heat { max-width: 100% }
  .cards > li, figure, tr { break-inside: avoid }
  h2, h3 { break-after: avoid }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
`

/** Marks of four strengths: the thicker the underline and the deeper the ground, the larger the effect. */
function marks(kind: string, colour: string): string {
  return [1, 2, 3, 4]
    .map(
      (strength) =>
        `mark.${kind}.m${strength} { text-decoration-thickness: ${strength}px; background: color-mix(in srgb, var(--${colour}) ${strength * 8}%, transparent) }`,
    )
    .join('\n')
}

/** Cells of nine strengths, as ground of a table's cell and as fill of a map's. */
function heats(colour: string): string {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9]
    .map((strength) => {
      const ground = `color-mix(in srgb, var(--${colour}) ${10 + strength * 5}%, var(--page))`
      return `td.${colour}.h${strength} { background: ${ground} } rect.${colour}.h${strength} { fill: ${ground} }`
    })
    .join('\n')
}
