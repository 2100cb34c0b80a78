import { type Cell, SECOND_LEVEL } from '../expected-shapes.ts'
import { CELL_OPERATORS } from '../recurrent-graph.ts'

/** Where a weight stands in an exported file, and how it is written there. */
export interface WeightSource {
  /** Name of the constant. */
  readonly tensor: string
  /** Its shape. */
  readonly shape: readonly number[]
  /** The weight, from all values of the constant; the very numbers, in our order. */
  read(values: Float32Array): Float32Array
}

const RECURRENT = new RegExp(
  `^(?<layer>(?<level>${SECOND_LEVEL.replace('.', '\\.')})?(?<cell>gru|lstm|rnn)\\.\\d+)\\.(?<direction>forward|backward)\\.(?<part>\\w+)$`,
)
const CONVOLUTION = /^cnn\.\d+\.kernel$/

/**
 * The way back from what the export makes of a weight: `recurrentWeights` and the kernels of convolutions.
 *
 * @param shape - of the weight
 * @param isBidirectional - whether the encoder is; the second level of a hierarchical network always is
 */
export function weightSource(name: string, shape: readonly number[], isBidirectional: boolean): WeightSource {
  const recurrent = RECURRENT.exec(name)?.groups
  if (recurrent) {
    const { layer, level, cell, direction, part } = recurrent
    const directions = isBidirectional || level !== undefined ? 2 : 1
    const place = { index: direction === 'forward' ? 0 : 1, directions }
    const { gates } = CELL_OPERATORS[cell as Cell]
    return shape.length === 1
      ? biasSource(`${layer}.bias`, shape[0] as number, { ...place, half: part === 'bias' ? 0 : 1 }, gates)
      : kernelSource(`${layer}.${part}`, shape as [number, number], place, gates)
  }
  if (CONVOLUTION.test(name)) return convolutionSource(name, shape as [number, number, number])
  return { tensor: name, shape, read: (values) => values }
}

/** Which direction of how many. */
interface Place {
  readonly index: number
  readonly directions: number
}

/** A kernel [rows, columns] from [directions, columns, rows], whose columns are gates in ONNX's order. */
function kernelSource(
  tensor: string,
  [rows, columns]: readonly [number, number],
  { index, directions }: Place,
  gates: readonly number[],
): WeightSource {
  return {
    tensor,
    shape: [directions, columns, rows],
    read: (values) => {
      const start = index * rows * columns
      const ours = columnsOfGates(columns, gates)
      return Float32Array.from(
        { length: rows * columns },
        (_, i) => values[start + (ours[i % columns] as number) * rows + Math.floor(i / columns)] as number,
      )
    },
  }
}

/** A bias [width] from [directions, 2 * width]: that of the input, then that of the state. */
function biasSource(
  tensor: string,
  width: number,
  { index, directions, half }: Place & { readonly half: 0 | 1 },
  gates: readonly number[],
): WeightSource {
  return {
    tensor,
    shape: [directions, 2 * width],
    read: (values) => {
      const start = (2 * index + half) * width
      return Float32Array.from(columnsOfGates(width, gates), (column) => values[start + column] as number)
    },
  }
}

/** For each of our columns, at which column ONNX has it. @param gates - which of our gates stands at each place of ONNX's */
function columnsOfGates(columns: number, gates: readonly number[]): number[] {
  const hidden = columns / gates.length
  return Array.from(
    { length: columns },
    (_, column) => gates.indexOf(Math.floor(column / hidden)) * hidden + (column % hidden),
  )
}

/** A kernel [width, inputs, filters] from [filters, inputs, width]. */
function convolutionSource(
  tensor: string,
  [width, inputs, filters]: readonly [number, number, number],
): WeightSource {
  return {
    tensor,
    shape: [filters, inputs, width],
    read: (values) =>
      Float32Array.from({ length: values.length }, (_, i) => {
        const filter = i % filters
        const input = Math.floor(i / filters) % inputs
        const position = Math.floor(i / (filters * inputs))
        return values[(filter * inputs + input) * width + position] as number
      }),
  }
}
