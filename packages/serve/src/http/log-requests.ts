import type { RequestEvent } from '../server-event.ts'
import { answeredBy } from '../service/answered-by.ts'
import { pathOf } from './path-of.ts'
import type { RequestEnd } from './request-end.ts'

/** Status of a request whose caller has gone before it was answered, as nginx has it. */
const CALLER_GONE = 499

/** Tells a log of each request that has ended. */
export function logRequests(log: (event: RequestEvent) => void): RequestEnd {
  return ({ method, url }, { statusCode }, record, isAnswered) => {
    const status = isAnswered ? statusCode : CALLER_GONE
    const ms = performance.now() - record.begun
    log({ kind: 'request', method, url: pathOf(url), status, ms, ...answeredBy(record) })
  }
}
