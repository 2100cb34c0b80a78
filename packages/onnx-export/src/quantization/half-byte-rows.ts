import type { GraphBuilder } from '../graph-builder.ts'
import { ELEMENT_TYPES } from '../onnx-messages.ts'
import type { QuantizedTensor } from './quantized-tensor.ts'
import { rowScales } from './row-scales.ts'

/** Added to integers of [-7, 7], so that they fit half a byte without a sign. */
const OFFSET = 8

/**
 * Adds the look-up of rows of a table whose numbers are stored two in a byte: a column of the left half in the lower part, the one
 * that stands as far right in the right half in the upper part. Plain operators take them apart, which every runtime has.
 *
 * @returns `value`, float [...shape of the indices, columns]
 */
export function halfByteRows(
  graph: GraphBuilder,
  value: string,
  name: string,
  table: QuantizedTensor,
  indices: string,
): string {
  const columns = table.shape[1] as number
  const packed = graph.constant(packedTable(name, table))
  const found = graph.add(`${value}.packed`, 'Gather', [packed, indices], { axis: 0 })
  const bytes = graph.add(`${value}.bytes`, 'Cast', [found], { to: ELEMENT_TYPES.float })
  const shifted = graph.add(`${value}.shifted`, 'Mul', [bytes, graph.scalar('sixteenth', 'float', 1 / 16)])
  const upper = graph.add(`${value}.upper`, 'Floor', [shifted])
  const raised = graph.add(`${value}.raised`, 'Mul', [upper, graph.scalar('sixteen', 'float', 16)])
  const lower = graph.add(`${value}.lower`, 'Sub', [bytes, raised])
  const joined = graph.add(`${value}.joined`, 'Concat', [lower, upper], { axis: -1 })
  const own = columns % 2 === 0 ? joined : firstColumns(graph, value, joined, columns)
  const centred = graph.add(`${value}.integers`, 'Sub', [own, graph.scalar('offset', 'float', OFFSET)])
  return graph.add(value, 'Mul', [centred, rowScales(graph, value, name, table, indices)])
}

/** An odd number of columns leaves half a byte over. */
function firstColumns(graph: GraphBuilder, value: string, joined: string, columns: number): string {
  return graph.add(`${value}.own`, 'Slice', [
    joined,
    graph.integers('start', [0]),
    graph.integers('columns_of_rows', [columns]),
    graph.integers('last_axis', [-1]),
  ])
}

function packedTable(name: string, { shape, integers }: QuantizedTensor) {
  const [rows, columns] = shape as [number, number]
  const half = Math.ceil(columns / 2)
  const data = new Uint8Array(rows * half)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < half; j++) {
      const lower = integers[row * columns + j] as number
      const upper = half + j < columns ? (integers[row * columns + half + j] as number) : 0
      data[row * half + j] = lower + OFFSET + 16 * (upper + OFFSET)
    }
  }
  return { name: `${name}.packed`, type: 'uint8' as const, shape: [rows, half], data }
}
