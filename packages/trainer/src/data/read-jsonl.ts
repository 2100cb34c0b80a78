import { byteLines, MAXIMUM_LINE_BYTES } from './byte-lines.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { BadEncoding, type RawRow } from './raw-row.ts'
import { unreadable } from './unreadable.ts'

/** Rows of a file with one JSON object a line; blank lines are passed over. */
export async function* readJsonl(
  file: string,
  chunks: AsyncIterable<Buffer>,
  columns: readonly string[],
): AsyncGenerator<RawRow> {
  let row = 0
  let line = 0
  const tooLong = (): Error =>
    unreadable(file, `a line is longer than ${MAXIMUM_LINE_BYTES} bytes; write one object a line`)
  for await (const bytes of byteLines(chunks, tooLong)) {
    line++
    const text = decodeUtf8(bytes)
    if (text !== undefined && text.trim() === '') continue
    row++
    if (row === 1 && text?.trim() === '[') {
      throw unreadable(
        file,
        "it holds one JSON array; write one object a line, for example with `jq -c '.[]'`",
      )
    }
    yield { row, line, ...parseLine(text, columns) }
  }
}

function parseLine(text: string | undefined, columns: readonly string[]): Pick<RawRow, 'values' | 'problem'> {
  if (text === undefined) return { values: new Map(columns.map((column) => [column, new BadEncoding()])) }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: `bad JSON (${(error as Error).message})` }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { problem: `the line is ${describe(json)}, not a JSON object` }
  }
  return { values: new Map(Object.entries(json)) }
}

function describe(json: unknown): string {
  if (json === null) return 'null'
  return Array.isArray(json) ? 'a JSON array' : `a ${typeof json}`
}
