import type { TensorDescription } from '@textgate/onnx-export'

/** Tensors that belong together by their names, or are no weights. */
export interface Layer {
  /**
   * What stands before the last dot of the tensors' names; the whole name where there is none. `constants` are those of the
   * operators: integers of 32 or 64 bits, booleans, strings, and single numbers.
   */
  readonly name: string
  readonly tensors: number
  /** Elements; none in `constants`. */
  readonly parameters: number
  readonly bytes: number
}

const CONSTANTS = 'constants'
const CONSTANT_TYPES: ReadonlySet<string> = new Set(['int32', 'int64', 'uint32', 'uint64', 'bool', 'string'])

/** The tensors of a file layer by layer, the largest first. */
export function layersOf(tensors: readonly TensorDescription[]): Layer[] {
  const layers = new Map<string, Layer>()
  for (const { name, type, elements, bytes } of tensors) {
    const isConstant = CONSTANT_TYPES.has(type) || elements <= 1
    const dot = name.lastIndexOf('.')
    const layer = isConstant ? CONSTANTS : dot > 0 ? name.slice(0, dot) : name
    const before = layers.get(layer) ?? { name: layer, tensors: 0, parameters: 0, bytes: 0 }
    layers.set(layer, {
      name: layer,
      tensors: before.tensors + 1,
      parameters: before.parameters + (isConstant ? 0 : elements),
      bytes: before.bytes + bytes,
    })
  }
  return [...layers.values()].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
}
