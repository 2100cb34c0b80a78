import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type CheckDataOptions, checkData } from '../data/check/check-data.ts'
import type { DataReport } from '../data/check/data-report.ts'

/** A row as users write it. */
export interface WrittenRow {
  readonly text: string
  readonly label: string | readonly string[]
}

/** Files and reports of one test file; the files are removed at its end. */
export interface DataFiles {
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string
  /** Writes each part as a JSONL file, unless it is the name of one, and checks them all. */
  check(
    parts: Readonly<Record<string, readonly WrittenRow[] | string>>,
    options?: Partial<CheckDataOptions>,
  ): Promise<DataReport>
}

export function dataFiles(): DataFiles {
  const folder = mkdtempSync(join(tmpdir(), 'textgate-check-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const write: DataFiles['write'] = (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  return {
    write,
    check(parts, options = {}) {
      const list = Object.entries(parts).map(([name, rows]) => ({
        name,
        file: typeof rows === 'string' ? rows : write(`${name}.jsonl`, jsonl(rows)),
      }))
      return checkData(list, { textColumn: 'text', labelColumn: 'label', examples: 3, ...options })
    },
  }
}

function jsonl(rows: readonly WrittenRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** Rows of one label. */
export function labelled(label: string, ...texts: readonly string[]): WrittenRow[] {
  return texts.map((text) => ({ text, label }))
}
