import type { RequestLimits } from '../../service/inference-service.ts'
import { parseLine, type TextLine } from './parse-line.ts'
import { splitLines } from './split-lines.ts'

/** Texts that are asked together at most. */
const MAX_GROUP = 64

/** UTF-16 units of the texts of a group at most, or one text: what bounds the memory of a stream. */
const MAX_GROUP_LENGTH = 262_144

/** Lines that are answered together. */
export interface LineGroup {
  /** Number of the first line, from 0; blank lines are not counted. */
  readonly first: number
  readonly lines: readonly (TextLine | Error)[]
}

/** Reads the lines of a body into groups; what arrived is not kept waiting for what did not. */
export async function* lineGroups(
  body: AsyncIterable<Uint8Array>,
  limits: RequestLimits,
): AsyncGenerator<LineGroup> {
  let count = 0
  for await (const arrived of splitLines(body, limits.bodyLimitBytes)) {
    let lines: (TextLine | Error)[] = []
    let length = 0
    for (const bytes of arrived) {
      const line = parseLine(bytes, limits.maxTextLength)
      if (!line) continue
      const added = line instanceof Error ? 0 : line.text.length
      if (lines.length > 0 && (lines.length === MAX_GROUP || length + added > MAX_GROUP_LENGTH)) {
        yield { first: count, lines }
        count += lines.length
        lines = []
        length = 0
      }
      lines.push(line)
      length += added
    }
    if (lines.length > 0) yield { first: count, lines }
    count += lines.length
  }
}
