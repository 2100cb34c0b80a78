import type { DataReport, PartLengths, PartScripts, Quantiles } from '@textgate/trainer/data-check'
import { sharePercent } from '../format.ts'
import { tableLines } from '../table.ts'

/** Scripts that are named at most. */
const SHOWN_SCRIPTS = 3

/** A line a part: rows, labels, lengths and scripts. */
export function overviewLines({ badRows, labels, lengths, scripts }: DataReport): string[] {
  const header = ['part', 'rows', 'labels', 'imbalance', 'characters', 'tokens', 'scripts']
  const lines = labels.parts.map(({ part, labels: count, imbalance }, i) => {
    const { characters, tokens } = lengths.parts[i] as PartLengths
    return [
      ...[part, String(badRows.parts[i]?.of), String(count), imbalance.toFixed(1)],
      ...[quantilesText(characters), tokens ? quantilesText(tokens) : '-'],
      scriptsText(scripts.parts[i] as PartScripts),
    ]
  })
  return tableLines([header, ...lines], 'LRRRRRL')
}

function quantilesText({ median, p95, max }: Quantiles): string {
  return `${median} / ${p95} / ${max}`
}

function scriptsText({ scripts, mixed }: PartScripts): string {
  const shown = scripts.slice(0, SHOWN_SCRIPTS).map(({ script, share }) => `${script} ${sharePercent(share)}`)
  const more = scripts.length > SHOWN_SCRIPTS ? [`${scripts.length - SHOWN_SCRIPTS} more`] : []
  return [...shown, ...more, ...(mixed.rows > 0 ? [`mixed ${sharePercent(mixed.share)}`] : [])].join(', ')
}
