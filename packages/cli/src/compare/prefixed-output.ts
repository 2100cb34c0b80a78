import type { Output } from '../output.ts'

/** An output whose remarks and progress begin with a prefix. */
export function prefixedOutput(output: Output, prefix: string): Output {
  return {
    ...output,
    note: (line) => output.note(`${prefix}${line}`),
    redraw: (line) => output.redraw(`${prefix}${line}`),
  }
}
