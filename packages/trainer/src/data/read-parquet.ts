import { type FileHandle, open } from 'node:fs/promises'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { decodeUtf8 } from './decode-utf8.ts'
import { BadEncoding, type RawRow } from './raw-row.ts'
import { unreadable, unreadableBecause } from './unreadable.ts'

/** Rows of a Parquet file, one row group in memory at a time; only the wanted columns are read. */
export async function* readParquet(file: string, columns: readonly string[]): AsyncGenerator<RawRow> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadableBecause(file, error)
  })
  try {
    const buffer = await asyncBuffer(handle)
    const metadata = await parquetMetadataAsync(buffer)
    const there = topLevelColumns(metadata)
    const wanted = columns.filter((column) => there.includes(column))
    let rowStart = 0
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows)
      const rows =
        wanted.length === 0 || rowEnd === rowStart
          ? Array.from({ length: rowEnd - rowStart }, () => ({}))
          : await parquetReadObjects({
              file: buffer,
              metadata,
              columns: wanted,
              rowStart,
              rowEnd,
              compressors,
              parsers: { stringFromBytes: (bytes) => bytes && (decodeUtf8(bytes) ?? new BadEncoding()) },
            })
      for (const [i, values] of rows.entries()) {
        yield { row: rowStart + i + 1, values: rowValues(values, wanted, there) }
      }
      rowStart = rowEnd
    }
  } catch (error) {
    const known = unreadableBecause(file, error)
    throw known instanceof Error && known.name === 'TextgateError' ? known : unreadable(file, String(error))
  } finally {
    await handle.close()
  }
}

/** A column that exists but was not asked for is present with no value, so that a complaint can name it. */
function rowValues(
  values: Record<string, unknown>,
  wanted: readonly string[],
  there: readonly string[],
): Map<string, unknown> {
  return new Map(there.map((column) => [column, wanted.includes(column) ? values[column] : undefined]))
}

function topLevelColumns(metadata: FileMetaData): string[] {
  const names: string[] = []
  const children = metadata.schema[0]?.num_children ?? 0
  let next = 1
  const skip = (): void => {
    const element = metadata.schema[next++]
    for (let i = 0; i < (element?.num_children ?? 0); i++) skip()
  }
  for (let i = 0; i < children; i++) {
    names.push(metadata.schema[next]?.name ?? '')
    skip()
  }
  return names
}

async function asyncBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const info = await handle.stat()
  if (info.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' })
  return {
    byteLength: info.size,
    async slice(start, end = info.size) {
      const bytes = new Uint8Array(Math.max(0, end - start))
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.buffer
    },
  }
}
