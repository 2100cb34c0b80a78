import { resolve } from 'node:path'
import { type Bundle, TextgateError } from '@textgate/core'
import { readTexts } from '@textgate/trainer/data'
import { labelsOf, readLabelled } from './read-labelled.ts'

/** Real texts that a proof compares at most, taken evenly over the file. */
const TEXTS_COMPARED = 1000

/** Where the texts are, when not where the bundle says. */
export interface RealTextsOptions {
  readonly data?: string
  readonly textColumn?: string
}

/** Texts of a file, and their labels where it has them. */
export interface RealTexts {
  readonly file: string
  readonly texts: readonly string[]
  /** Labels of each text by their numbers in the manifest. */
  readonly labels?: readonly (readonly number[])[]
}

interface RealRow {
  readonly text: string
  readonly labels?: readonly number[]
}

/**
 * Real texts to compare answers on: of the file that the user names, or of the first file of the training that is still there.
 *
 * @throws PARITY_NEEDS_TEXTS where there is none
 */
export async function realTexts(
  folder: string,
  manifest: Bundle['manifest'],
  { data, textColumn = manifest.config.data.textColumn }: RealTextsOptions,
): Promise<RealTexts> {
  const recorded = ['dev', 'test', 'train'].flatMap((part) => {
    const file = manifest.training.data[part]?.file
    return file === undefined ? [] : [resolve(folder, file)]
  })
  const files = data === undefined ? recorded : [data]
  for (const file of files) {
    try {
      const rows = evenly(await rowsOf(file, textColumn, manifest))
      if (rows.length === 0) continue
      const texts = rows.map(({ text }) => text)
      const labels = rows.flatMap((row) => (row.labels ? [row.labels] : []))
      return { file, texts, ...(labels.length === texts.length ? { labels } : {}) }
    } catch (error) {
      // Recorded files may have moved since the training; a file that the user named must be readable.
      if (data !== undefined) throw error
    }
  }
  throw new TextgateError(
    'PARITY_NEEDS_TEXTS',
    'the files of the training are not there any more; pass --data FILE with texts like those that the model will see',
    { details: { files } },
  )
}

/** All rows with their labels, or the texts alone where the labels are not there or not those of the bundle. */
async function rowsOf(file: string, textColumn: string, manifest: Bundle['manifest']): Promise<RealRow[]> {
  const labelled = await labelledRows(file, textColumn, manifest).catch(() => [])
  if (labelled.length > 0) return labelled
  const rows: RealRow[] = []
  for await (const text of readTexts(file, { textColumn, onBadRow: 'skip' })) rows.push({ text })
  return rows
}

async function labelledRows(
  file: string,
  textColumn: string,
  { config, labels }: Bundle['manifest'],
): Promise<RealRow[]> {
  const numberOf = new Map(labels.map((label, i) => [label, i]))
  const rows: RealRow[] = []
  const reading = { ...config.data, textColumn, labels, onBadRow: 'skip' as const }
  for await (const row of readLabelled(file, config.model.head, reading)) {
    rows.push({ text: row.text, labels: labelsOf(row).map((label) => numberOf.get(label) as number) })
  }
  return rows
}

function evenly(rows: readonly RealRow[]): RealRow[] {
  const stride = Math.max(1, rows.length / TEXTS_COMPARED)
  return Array.from(
    { length: Math.min(rows.length, TEXTS_COMPARED) },
    (_, i) => rows[Math.floor(i * stride)] as RealRow,
  )
}
