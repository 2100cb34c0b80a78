import type { WeightTensor } from '@textgate/core'
import { importRefused } from '../import-refused.ts'
import { zeros } from '../matrices.ts'
import type { Cell, DirectionWeights, LayerWeights } from '../network-parts.ts'

/** The cell of each number of gates; Keras has them in our order, z, r, h and i, f, c, o. */
const CELLS: Readonly<Record<number, Cell>> = { 1: 'rnn', 3: 'gru', 4: 'lstm' }

type Tensors = ReadonlyMap<string, WeightTensor>

/** The weights of a layer in the order in which Keras made them, whether the model was saved whole or as weights. */
export function variablesOf(group: string, tensors: Tensors): WeightTensor[] {
  const found = [`layers/${group}`, group].flatMap((path) =>
    [0, 1, 2].flatMap((number) => tensors.get(`${path}/vars/${number}`) ?? []),
  )
  if (found.length > 0) return found
  throw importRefused(
    `the file has no weights of a layer ${group}; it has ${groupsIn(tensors).join(', ')}; name the layers with --names`,
    { layer: group },
  )
}

/** A recurrent layer, in one direction or both. */
export function kerasLayer(group: string, tensors: Tensors): LayerWeights {
  const isBoth = [...tensors.keys()].some((path) => path.includes(`${group}/backward_layer/`))
  const read = (path: string): { cell: Cell; weights: DirectionWeights } =>
    direction(path, variablesOf(`${path}/cell`, tensors))
  if (!isBoth) {
    const { cell, weights } = read(group)
    return { name: group, cell, forward: weights }
  }
  const { cell, weights } = read(`${group}/forward_layer`)
  return { name: group, cell, forward: weights, backward: read(`${group}/backward_layer`).weights }
}

/** @param variables - kernel [inputs, gates * hidden], recurrent kernel [hidden, gates * hidden], perhaps bias */
function direction(
  path: string,
  [kernel, recurrent, bias]: readonly WeightTensor[],
): { cell: Cell; weights: DirectionWeights } {
  const [hidden, width] = (recurrent?.shape ?? []) as [number?, number?]
  const cell = hidden && width ? CELLS[width / hidden] : undefined
  if (!kernel || !recurrent || !cell || !width) {
    throw importRefused(`layer ${path} is no GRU, LSTM or SimpleRNN by its shapes`, { layer: path })
  }
  return { cell, weights: { kernel, recurrent, ...biases(path, cell, width, bias) } }
}

/** Both biases: a GRU that resets after the product has two rows, other cells have that of the input. */
function biases(
  path: string,
  cell: Cell,
  width: number,
  bias: WeightTensor | undefined,
): Pick<DirectionWeights, 'bias' | 'recurrentBias'> {
  if (bias === undefined) return { bias: zeros(width), recurrentBias: zeros(width) }
  if (cell !== 'gru') return { bias, recurrentBias: zeros(width) }
  if (bias.shape.length !== 2) {
    throw importRefused(
      `layer ${path} is a GRU with reset_after=False, and textgate resets after the recurrent product; train it with reset_after=True, the default`,
      { layer: path, setting: 'reset_after' },
    )
  }
  const row = (number: number): WeightTensor => ({
    shape: [width],
    data: bias.data.slice(number * width, (number + 1) * width),
  })
  return { bias: row(0), recurrentBias: row(1) }
}

/** Names of the layers that have weights. */
export function groupsIn(tensors: Tensors): string[] {
  const groups = [...tensors.keys()].map(
    (path) =>
      path.replace(/^layers\//, '').split(/\/(?:vars|cell|forward_layer|backward_layer)\//)[0] as string,
  )
  return [...new Set(groups)].sort()
}
