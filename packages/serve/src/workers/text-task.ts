import type { TextInput } from '../service/inference-service.ts'
import { type Deferred, deferred } from './deferred.ts'

/** Texts of one part at most: some milliseconds of work, so that a large request does not keep a small one waiting. */
export const MAX_PART = 32

/** The texts of one request, answered in parts by any workers. */
export interface TextTask {
  readonly model: string
  /** Row-major, shape [texts, classes], in the order of the texts. */
  readonly answer: Promise<Float32Array>
  /** Parts that no worker has taken. */
  readonly waiting: number
  /** The next part; undefined when all are taken or the task has failed. */
  take(): TextPart | undefined
  /** Ends the task with an error; parts that no worker has taken are dropped. */
  fail(error: unknown): void
}

/** Some texts of one request. */
export interface TextPart {
  readonly texts: readonly TextInput[]
  /** Puts the probabilities, row-major, shape [part, classes], in their places. */
  complete(probabilities: Float32Array): void
  /** Makes it the next part again. */
  putBack(): void
}

/**
 * Splits a request into parts of texts of like lengths, in characters: the workers alone know the tokens.
 *
 * @param texts - at least one
 */
export function textTask(model: string, texts: readonly TextInput[], maxPart = MAX_PART): TextTask {
  const order = texts.map((_, i) => i)
  if (texts.length > maxPart)
    order.sort((a, b) => (texts[a] as TextInput).length - (texts[b] as TextInput).length)
  let parts = split(order, maxPart)
  let left = parts.length
  let hasFailed = false
  let result: Float32Array | undefined // [texts, classes]
  const { promise, resolve, reject }: Deferred<Float32Array> = deferred()

  return {
    model,
    answer: promise,
    get waiting() {
      return parts.length
    },
    take: () => {
      const [members, ...others] = parts
      if (!members) return undefined
      parts = others
      return {
        texts: members.map((i) => texts[i] as TextInput),
        complete: (probabilities) => {
          const classes = probabilities.length / members.length
          result ??= new Float32Array(texts.length * classes)
          for (const [row, i] of members.entries()) {
            result.set(probabilities.subarray(row * classes, (row + 1) * classes), i * classes)
          }
          left -= 1
          if (left === 0) resolve(result)
        },
        putBack: () => {
          if (!hasFailed) parts = [members, ...parts]
        },
      }
    },
    fail: (error) => {
      hasFailed = true
      parts = []
      reject(error)
    },
  }
}

function split(positions: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(positions.length / size) }, (_, i) =>
    positions.slice(i * size, (i + 1) * size),
  )
}
