/** The most pieces of a call: enough for eight threads to share what is left at the end. */
const MOST_PARTS = 32

/** A piece has this many operations at least, some microseconds, so that claiming it costs next to nothing. */
const LEAST_WORK = 50_000

/**
 * Into how many parts a call is cut; by its shape alone.
 *
 * @param units - what the kernel cuts by, as its table says; 1 or more
 * @param work - roughly the operations of the call
 */
export function partsOf(units: number, work: number): number {
  return Math.max(1, Math.min(units, MOST_PARTS, Math.floor(work / LEAST_WORK)))
}
