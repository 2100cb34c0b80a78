import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { InstallContext } from './install-context.ts'
import { StepFailure } from './install-step.ts'

/** Longest wait for the answer's first bytes and between two pieces of it, in milliseconds. */
export const DOWNLOAD_IDLE_MS = 30_000

/** Shortest time between two progress events, in milliseconds. */
const PROGRESS_MS = 250

/** What to download, where to, and what must come. */
export interface Download {
  readonly url: string
  readonly path: string
  /** Name of the source, for progress. */
  readonly source: string
  /** Expected SHA-256 in hexadecimal. */
  readonly sha256?: string
}

/**
 * Downloads a file and checks its length and, where one is known, its hash.
 *
 * @throws StepFailure fetch (unreachable, refused, silent, cut short) or check (another hash)
 */
export async function download(
  { url, path, source, sha256: expected }: Download,
  context: InstallContext,
): Promise<{ bytes: number; sha256: string }> {
  const { onStep, signal } = context
  const host = new URL(url).host
  const idle = new AbortController()
  const expire = () =>
    idle.abort(new Error(`${host} sent nothing for ${Math.round(DOWNLOAD_IDLE_MS / 1000)} s`))
  let timer = setTimeout(expire, DOWNLOAD_IDLE_MS)
  const hash = createHash('sha256')
  let bytes = 0
  let total: number | undefined
  let shown = 0
  try {
    onStep({ step: 'fetch', source, text: `downloading ${url}` })
    const signals = signal === undefined ? [idle.signal] : [idle.signal, signal]
    const response = await fetch(url, { signal: AbortSignal.any(signals) })
    if (!response.ok || response.body === null) {
      throw new Error(`${host} answered ${response.status} ${response.statusText} for ${url}`)
    }
    const length = response.headers.get('content-length')
    if (length !== null && response.headers.get('content-encoding') === null) total = Number(length)
    await mkdir(dirname(path), { recursive: true })
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          clearTimeout(timer)
          timer = setTimeout(expire, DOWNLOAD_IDLE_MS)
          hash.update(piece)
          bytes += piece.length
          if (performance.now() - shown > PROGRESS_MS) {
            shown = performance.now()
            const progress = total === undefined ? { bytes } : { bytes, total }
            onStep({ step: 'fetch', source, text: `downloading ${url}`, progress })
          }
          yield piece
        }
      },
      createWriteStream(path),
    )
    if (total !== undefined && bytes !== total) throw new Error('cut short')
  } catch (error) {
    if (signal?.aborted) throw new StepFailure('fetch', 'it was interrupted', error)
    throw new StepFailure('fetch', reasonOf(error, host, bytes, total), error)
  } finally {
    clearTimeout(timer)
  }
  const sha256 = hash.digest('hex')
  if (expected !== undefined && sha256 !== expected) {
    throw new StepFailure('check', `${url} has SHA-256 ${sha256} instead of ${expected}`)
  }
  return { bytes, sha256 }
}

function reasonOf(error: unknown, host: string, bytes: number, total: number | undefined): string {
  if (bytes > 0) {
    return `the download from ${host} ended after ${bytes} of ${total ?? 'unknown'} bytes`
  }
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } }
  // fetch says "fetch failed" and hides the reason in its cause.
  if (cause !== undefined) return `${host} cannot be reached (${cause.code ?? cause.message ?? message})`
  return message
}
