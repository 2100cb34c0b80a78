import { readFile, stat } from 'node:fs/promises'
import { TextgateError } from '@textgate/core'

/** The lines of a text file, without the end of the last one; white space is kept. @throws USAGE where it cannot be read */
export async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new TextgateError('USAGE', `${file} cannot be read (${(cause as Error).message})`, {
      details: { file },
      cause,
    })
  })
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** Labels in a file, one a line, or in the value itself, with commas. @throws USAGE for fewer than two, or equal ones */
export async function readLabelNames(value: string): Promise<string[]> {
  const isFile = (await stat(value).catch(() => undefined))?.isFile() === true
  const labels = isFile ? await readLines(value) : value.split(',').map((label) => label.trim())
  if (labels.length >= 2 && new Set(labels).size === labels.length && !labels.includes('')) return labels
  throw new TextgateError(
    'USAGE',
    `--labels ${value} gives no two or more different labels; name a file with one a line, or write them with commas`,
    { details: { labels } },
  )
}
