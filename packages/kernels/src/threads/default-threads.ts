import { availableParallelism } from 'node:os'

/** More threads than this gain little: the steps of a recurrence are short. */
const MOST = 8

/** From here on, an x64 machine is taken to count every core twice. */
const HYPERTHREADED_FROM = 5

/**
 * How many threads compute, the caller among them.
 *
 * The environment variable TEXTGATE_THREADS decides where it is a whole number of 1 or more. Otherwise: one a core up
 * to 8, where x64 processors above four are counted as two hardware threads a core; two threads of one core share its
 * multipliers, and the second adds next to nothing to a matrix product.
 */
export function defaultThreads(
  processors: number = availableParallelism(),
  arch: string = process.arch,
  wish: string | undefined = process.env.TEXTGATE_THREADS,
): number {
  const wished = Number(wish)
  if (Number.isInteger(wished) && wished >= 1) return Math.min(wished, 64)
  const cores = arch === 'x64' && processors >= HYPERTHREADED_FROM ? Math.ceil(processors / 2) : processors
  return Math.max(1, Math.min(MOST, cores))
}
