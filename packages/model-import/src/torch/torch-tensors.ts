import type { NamedWeights, WeightTensor } from '@textgate/core'
import { importRefused } from '../import-refused.ts'

/** The tensors of a file, each of which is taken once. */
export interface TorchTensors {
  has(name: string): boolean
  /** @throws IMPORT_UNSUPPORTED where it is not there, or has another number of axes */
  take(name: string, axes: number): WeightTensor
  takeIfThere(name: string, axes: number): WeightTensor | undefined
  /** @throws IMPORT_UNSUPPORTED naming a tensor that nobody has taken */
  refuseRest(): void
}

/** Gives tensors by name and knows which are left: one that nothing reads means another network. */
export function torchTensors(weights: NamedWeights): TorchTensors {
  const left = new Map(weights)
  const takeIfThere = (name: string, axes: number): WeightTensor | undefined => {
    const tensor = left.get(name)
    if (!tensor) return undefined
    if (tensor.shape.length !== axes) {
      throw importRefused(
        `tensor ${name} has shape [${tensor.shape.join(', ')}], not ${axes} ${axes === 1 ? 'axis' : 'axes'}; name the modules with --names`,
        { tensor: name },
      )
    }
    left.delete(name)
    return tensor
  }
  return {
    has: (name) => left.has(name),
    takeIfThere,
    take: (name, axes) => {
      const tensor = takeIfThere(name, axes)
      if (tensor) return tensor
      throw importRefused(
        `the file has no tensor ${name}, only ${[...weights.keys()].join(', ')}; name the modules with --names`,
        { tensor: name },
      )
    },
    refuseRest: () => {
      const [name] = left.keys()
      if (name === undefined) return
      throw importRefused(
        `tensor ${name} has no place between embedding, recurrent layers and head; textgate has no network with it`,
        { tensor: name },
      )
    },
  }
}
