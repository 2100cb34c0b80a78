/**
 * Round numbers from at or below `low` to at or above `high`, at steps of 1, 2 or 5 times a power of ten.
 *
 * @param about - how many steps there should be, 1 or more
 */
export function ticks(low: number, high: number, about = 5): number[] {
  // Values that are all but one would need steps that numbers cannot make.
  const rough = Math.max(high - low, Math.abs(high) / 100, 1e-6) / about
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) as number)
  const first = Math.floor(low / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9))
  // Division keeps 0.3 from being 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}
