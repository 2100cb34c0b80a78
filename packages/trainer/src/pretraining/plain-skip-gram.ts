import { SKIP_GRAM_OUTPUTS } from '@textgate/kernels'

/** As `SkipGramGroups`, with the tables as arrays. */
export interface PlainSkipGram {
  readonly inputs: Float32Array
  readonly outputs: Float32Array
  /** Values of a row. */
  readonly width: number
  readonly starts: Int32Array
  readonly ids: Int32Array
  readonly rate: number
}

/** What `skipGram` of the kernels does, for machines without them; its rounding differs. */
export function plainSkipGram({ inputs, outputs, width, starts, ids, rate }: PlainSkipGram): void {
  const groups = starts.length - 1
  const rowOf = (table: Float32Array, place: number): Float32Array => {
    const start = (ids[place] as number) * width
    return table.subarray(start, start + width)
  }
  const steps = new Float64Array(ids.length * SKIP_GRAM_OUTPUTS)
  for (let group = 0; group < groups; group++) {
    const [first, last] = rangeOf(starts, group)
    for (let o = 0; o < SKIP_GRAM_OUTPUTS; o++) {
      const output = rowOf(outputs, last + o)
      for (let i = first; i < last; i++) {
        const score = product(rowOf(inputs, i), output)
        steps[i * SKIP_GRAM_OUTPUTS + o] = rate * ((o === 0 ? 1 : 0) - 1 / (1 + Math.exp(-score)))
      }
    }
  }
  for (let group = 0; group < groups; group++) {
    const [first, last] = rangeOf(starts, group)
    const rows = Array.from({ length: SKIP_GRAM_OUTPUTS }, (_, o) => rowOf(outputs, last + o))
    const before = rows.map((row) => row.slice())
    for (let i = first; i < last; i++) {
      const input = rowOf(inputs, i)
      const value = input.slice()
      for (let o = 0; o < SKIP_GRAM_OUTPUTS; o++) {
        const step = steps[i * SKIP_GRAM_OUTPUTS + o] as number
        addScaled(input, before[o] as Float32Array, step)
        addScaled(rows[o] as Float32Array, value, step)
      }
    }
  }
}

/** Where the neighbours of a group begin, and where its outputs do. */
function rangeOf(starts: Int32Array, group: number): readonly [number, number] {
  return [starts[group] as number, (starts[group + 1] as number) - SKIP_GRAM_OUTPUTS]
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}

function addScaled(to: Float32Array, from: Float32Array, factor: number): void {
  for (let k = 0; k < to.length; k++) to[k] = (to[k] as number) + factor * (from[k] as number)
}
