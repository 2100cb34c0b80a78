import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { partsOf } from './parts.ts'
import type { Place } from './places.ts'

/** Values that make one partial sum. */
const VALUES_A_SUM = 4096

/** Some float32 values without gaps. */
export interface Values {
  readonly values: Place
  readonly count: number
}

/**
 * The sum of the squares of all values, in double precision and in a fixed order; NaN or infinite where a value is.
 *
 * @throws KERNEL_MEMORY_EXHAUSTED, and what `Kernels.run` throws
 */
export function sumSquares(kernels: Kernels, all: readonly Values[]): number {
  const real = all.filter(({ count }) => count > 0)
  const firsts: number[] = []
  let sums = 0
  let work = 0
  for (const { count } of real) {
    firsts.push(sums)
    sums += Math.ceil(count / VALUES_A_SUM)
    work += count
  }
  return withBlocks((keep) => {
    const out = keep(kernels.memory.allocate(8 * sums))
    kernels.run(
      real.map(({ values, count }, i) => ({
        name: 'sumSquares',
        args: [values.offset, count, out.offset + 8 * firsts[i]!],
        parts: partsOf(Math.ceil(count / VALUES_A_SUM), count),
      })),
      work,
    )
    let total = 0
    for (const sum of out.doubles.subarray(0, sums)) total += sum
    return total
  })
}
