import { type RowCount, rowCount } from './checked-row.ts'
import type { RowCheck } from './row-check.ts'
import { type ExampleList, exampleList, type RowExample } from './row-example.ts'
import { scriptMix } from './script-mix.ts'

/** A script that at least this share of the first part's rows are written in is the usual one. */
export const NEARLY_ALL = 0.95

/** The scripts of one part. */
export interface PartScripts {
  readonly part: string
  /** Rows by the script that most of their letters are of, most rows first; `none` are rows without letters. */
  readonly scripts: readonly (RowCount & { readonly script: string })[]
  /** Rows of which no script has nine tenths of the letters. */
  readonly mixed: RowCount
  /** Rows with letters whose script is not the usual one; 0 where there is no usual one. */
  readonly unusual: RowCount
}

/** Which scripts the texts are written in, as a hint at their languages. */
export interface ScriptsFinding {
  /** The script of at least 95 % of those rows of the first part that have letters. */
  readonly usual?: string
  readonly parts: readonly PartScripts[]
  /** Rows of unusual scripts. */
  readonly examples: readonly RowExample[]
}

/** Counts rows by script. */
export function scriptsCheck(parts: readonly string[], examples: number): RowCheck<ScriptsFinding> {
  const counts = parts.map((part) => ({
    ...{ part, of: 0, mixed: 0 },
    scripts: new Map<string, { rows: number; list: ExampleList }>(),
  }))
  return {
    add(row) {
      const count = counts[row.part] as (typeof counts)[number]
      const { script, isMixed } = scriptMix(row.text)
      count.of++
      if (isMixed) count.mixed++
      const found = count.scripts.get(script) ?? { rows: 0, list: exampleList(examples) }
      found.rows++
      found.list.add(row)
      count.scripts.set(script, found)
    },
    finding() {
      const usual = usualScript(counts[0]?.scripts ?? new Map())
      const isUnusual = (script: string): boolean =>
        usual !== undefined && script !== usual && script !== 'none'
      const unusual = counts.map(({ scripts }) => [...scripts].filter(([script]) => isUnusual(script)))
      return {
        ...(usual === undefined ? {} : { usual }),
        parts: counts.map(({ part, of, mixed, scripts }, i) => ({
          part,
          scripts: [...scripts]
            .map(([script, { rows }]) => ({ script, ...rowCount(rows, of) }))
            .sort((a, b) => b.rows - a.rows || (a.script < b.script ? -1 : 1)),
          mixed: rowCount(mixed, of),
          unusual: rowCount(
            (unusual[i] ?? []).reduce((sum, [, { rows }]) => sum + rows, 0),
            of,
          ),
        })),
        examples: unusual
          .flat()
          .flatMap(([, { list }]) => list.examples)
          .slice(0, examples),
      }
    },
  }
}

function usualScript(scripts: ReadonlyMap<string, { readonly rows: number }>): string | undefined {
  const withLetters = [...scripts].filter(([script]) => script !== 'none')
  const all = withLetters.reduce((sum, [, { rows }]) => sum + rows, 0)
  return withLetters.find(([, { rows }]) => rows >= NEARLY_ALL * all)?.[0]
}
