import { resolve } from 'node:path'
import { type Bundle, TextgateError } from '@textgate/core'
import { readTexts } from '@textgate/trainer/data'

/** Real texts that a proof compares at most, taken evenly over the file. */
const TEXTS_COMPARED = 1000

/** Where the texts are, when not where the bundle says. */
export interface RealTextsOptions {
  readonly data?: string
  readonly textColumn?: string
}

/**
 * Real texts to compare answers on: of the file that the user names, or of the first file of the training that is still there.
 *
 * @throws PARITY_NEEDS_TEXTS where there is none
 */
export async function realTexts(
  folder: string,
  { config, training }: Bundle['manifest'],
  { data, textColumn = config.data.textColumn }: RealTextsOptions,
): Promise<{ file: string; texts: string[] }> {
  const recorded = ['dev', 'test', 'train'].flatMap((part) => {
    const file = training.data[part]?.file
    return file === undefined ? [] : [resolve(folder, file)]
  })
  const files = data === undefined ? recorded : [data]
  for (const file of files) {
    try {
      const texts = await textsOf(file, textColumn)
      if (texts.length > 0) return { file, texts }
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

/** Evenly over the file. */
async function textsOf(file: string, textColumn: string): Promise<string[]> {
  const all: string[] = []
  for await (const text of readTexts(file, { textColumn, onBadRow: 'skip' })) all.push(text)
  const stride = Math.max(1, all.length / TEXTS_COMPARED)
  return Array.from(
    { length: Math.min(all.length, TEXTS_COMPARED) },
    (_, i) => all[Math.floor(i * stride)] ?? '',
  )
}
