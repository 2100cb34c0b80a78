import type { SpanList } from './span-list.ts'

/**
 * Finds the tokens of a normalised text.
 *
 * @param units - UTF-16 units, of which the first `length` count; a blank must follow them
 * @param limit - spans after which it may stop
 * @param spans - cleared, then filled with [start, end) of each token in order
 */
export type Split = (units: Uint16Array, length: number, limit: number, spans: SpanList) => void
