import { decodeUtf8 } from './decode-utf8.ts'
import { BadEncoding, type RawRow } from './raw-row.ts'
import { unreadable } from './unreadable.ts'

/** Longest line that is held in memory. */
const MAXIMUM_LINE_BYTES = 64 * 1024 * 1024

/** Rows of a file with one JSON object a line; blank lines are passed over. */
export async function* readJsonl(
  file: string,
  chunks: AsyncIterable<Buffer>,
  columns: readonly string[],
): AsyncGenerator<RawRow> {
  let row = 0
  let line = 0
  for await (const bytes of lines(file, chunks)) {
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

async function* lines(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let held = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const tail = chunk.subarray(start, end)
      yield parts.length === 0 ? tail : Buffer.concat([...parts, tail])
      parts = []
      held = 0
      start = end + 1
    }
    if (start === chunk.length) continue
    parts.push(chunk.subarray(start))
    held += chunk.length - start
    if (held > MAXIMUM_LINE_BYTES) {
      throw unreadable(file, `a line is longer than ${MAXIMUM_LINE_BYTES} bytes; write one object a line`)
    }
  }
  if (parts.length > 0) yield Buffer.concat(parts)
}
