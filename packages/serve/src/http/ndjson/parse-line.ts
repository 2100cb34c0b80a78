import { invalidRequest } from '../../invalid-request.ts'
import { nameOf } from '../../name-of.ts'
import { checkMembers, checkTextLength } from '../classify-request.ts'
import { parseJson } from '../parse-json.ts'
import type { Line } from './split-lines.ts'

/** A text of a line, and by what name its answer is to have, if any. */
export interface TextLine {
  readonly text: string
  readonly id?: string | number | undefined
}

/**
 * What a line asks: a JSON string, or `{ "text", "id"? }`.
 *
 * @returns undefined for a blank line; an error where the line is wrong
 */
export function parseLine(line: Line, maxTextLength: number): TextLine | Error | undefined {
  if (line instanceof Error) return line
  if (line.every(isSpace)) return undefined
  try {
    const json = parseJson('the line', line)
    const parsed = typeof json === 'string' ? { text: json } : objectLine(json)
    checkTextLength('text', parsed.text, maxTextLength)
    return parsed
  } catch (error) {
    return error as Error
  }
}

function objectLine(json: unknown): TextLine {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalidRequest(`a line must be a JSON string or an object with text, not ${nameOf(json)}`)
  }
  checkMembers(json, ['text', 'id'])
  const { text, id } = json as Record<string, unknown>
  if (typeof text !== 'string') throw invalidRequest(`text must be a string, not ${nameOf(text)}`)
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') {
    throw invalidRequest(`id must be a string or a number, not ${nameOf(id)}`)
  }
  return { text, id }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09
}
