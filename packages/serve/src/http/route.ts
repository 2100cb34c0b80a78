import type { FastifyRequest } from 'fastify'
import type { CallerSignal } from '../service/caller-signal.ts'

/** One route, free of fastify. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Path with `:parameters`. */
  readonly path: string
  /** Answered while the server closes, too. */
  readonly isHealth?: boolean
  /** What becomes the JSON of a 200, or a `RawAnswer`; throws for anything else. */
  answer(request: RouteRequest): unknown
}

/** What a route sees of a request. */
export interface RouteRequest {
  readonly parameters: Readonly<Record<string, string>>
  /** Of the address, behind its question mark; one that stands twice is a list. */
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: FastifyRequest['headers']
  /** The body's bytes, unpacked, if it has one; of NDJSON the stream that brings them, as it comes. */
  readonly body: unknown
  /** Aborted when the client goes away. */
  readonly signal: CallerSignal
}
