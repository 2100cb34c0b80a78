import { randomUUID } from 'node:crypto'

/** Header, or metadata, by which callers name their requests and are told the names. */
export const REQUEST_ID = 'x-request-id'

/** Short, and of characters that break no line of a log and no header. */
const WELL_FORMED = /^[\w.:+/=@-]{1,128}$/

/** The caller's name of a request where it is well-formed, or else a new one. */
export function requestIdOf(given: unknown): string {
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID()
}
