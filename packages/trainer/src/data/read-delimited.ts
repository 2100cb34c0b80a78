import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { decodeUtf8, firstBadByte } from './decode-utf8.ts'
import { BadEncoding, type RawRow } from './raw-row.ts'
import { unreadable } from './unreadable.ts'

/** Largest row that is held in memory: a quote that is never closed must not swallow the file. */
const MAXIMUM_ROW_BYTES = 16 * 1024 * 1024

/** How a delimited file is written. */
export interface DelimitedOptions {
  readonly delimiter: ',' | '\t'
  /** Whether "…" encloses fields that hold delimiters or line breaks. */
  readonly quotes: boolean
}

interface Parsed {
  readonly record: readonly Buffer[]
  readonly info: { readonly bytes: number }
}

/**
 * Rows of a CSV or TSV file whose first row names the columns (RFC 4180; blank lines are passed over, and a quote
 * inside an unquoted field is an ordinary character).
 */
export async function* readDelimited(
  file: string,
  chunks: AsyncIterable<Buffer>,
  { delimiter, quotes }: DelimitedOptions,
): AsyncGenerator<RawRow> {
  const counter = lineCounter()
  const parser = parse({
    delimiter,
    quote: quotes ? '"' : false,
    encoding: null, // fields stay bytes, so that bad encoding is found and placed
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAXIMUM_ROW_BYTES,
  })
  pipeline(Readable.from(counter.watch(chunks)), parser, () => {})
  let header: readonly string[] | undefined
  let row = 0
  let line = 1
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const start = line
      line = counter.lineAt(info.bytes)
      if (record.length === 1 && record[0]?.length === 0) continue
      if (header === undefined) {
        header = readHeader(file, record)
        continue
      }
      row++
      yield { row, line: start, ...readRecord(header, record) }
    }
  } catch (error) {
    throw parserFailure(file, error, line)
  }
}

function readHeader(file: string, record: readonly Buffer[]): string[] {
  return record.map((field) => {
    const name = decodeUtf8(field)
    if (name === undefined) {
      throw unreadable(
        file,
        'its header is no UTF-8; convert it, for example with `iconv -f GB18030 -t UTF-8`',
      )
    }
    return name
  })
}

function readRecord(
  header: readonly string[],
  record: readonly Buffer[],
): Pick<RawRow, 'values' | 'problem'> {
  if (record.length !== header.length) {
    return {
      problem: `it has ${record.length} fields where the header has ${header.length}; quote fields that hold delimiters`,
    }
  }
  const values = new Map<string, unknown>()
  record.forEach((field, i) => {
    const text = decodeUtf8(field)
    values.set(header[i] as string, text ?? new BadEncoding(linesBelow(record, i)))
  })
  return { values }
}

/** Line breaks inside the record before the first bad byte of field `i`. */
function linesBelow(record: readonly Buffer[], i: number): number {
  const field = record[i] as Buffer
  const before = record.slice(0, i).reduce((sum, other) => sum + lineBreaks(other), 0)
  return before + lineBreaks(field.subarray(0, firstBadByte(field)))
}

function lineBreaks(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}

/** The parser counts \r\n inside quotes twice, so lines are counted here, by the byte where each record ends. */
function lineCounter(): {
  watch(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer>
  lineAt(byte: number): number
} {
  let breaks: number[] = []
  let passed = 0 // of `breaks`
  let counted = 0
  let read = 0
  return {
    async *watch(chunks) {
      for await (const chunk of chunks) {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) breaks.push(read + at)
        read += chunk.length
        yield chunk
      }
    },
    lineAt(byte) {
      while (passed < breaks.length && (breaks[passed] as number) < byte) passed++
      const line = counted + passed + 1
      if (passed > 4096) {
        breaks = breaks.slice(passed)
        counted += passed
        passed = 0
      }
      return line
    },
  }
}

function parserFailure(file: string, error: unknown, line: number): unknown {
  const code = (error as { code?: string }).code
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return unreadable(
      file,
      `a quote that opens at or after line ${line} is never closed; close it, or read the file without quotes`,
      error,
    )
  }
  return error
}
