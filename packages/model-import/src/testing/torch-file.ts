import { encodeSafetensors, type NamedWeights, randomGenerator, type WeightTensor } from '@textgate/core'

/** A tensor of random values. */
export function randomTensor(...shape: readonly number[]): WeightTensor {
  const random = randomGenerator(shape.join())
  const length = shape.reduce((product, size) => product * size, 1)
  return { shape, data: Float32Array.from({ length }, () => random.normal()) }
}

/** The tensors of a GRU classifier as torch names and shapes them: 9 tokens of 4 numbers, 3 hidden units, 2 labels. */
export function torchGru(module = 'gru'): Map<string, WeightTensor> {
  return new Map([
    ['embedding.weight', randomTensor(9, 4)],
    [`${module}.weight_ih_l0`, randomTensor(9, 4)],
    [`${module}.weight_hh_l0`, randomTensor(9, 3)],
    [`${module}.bias_ih_l0`, randomTensor(9)],
    [`${module}.bias_hh_l0`, randomTensor(9)],
    ['fc.weight', randomTensor(2, 3)],
    ['fc.bias', randomTensor(2)],
  ])
}

/** Their safetensors file. */
export function torchFile(tensors: NamedWeights): Uint8Array {
  return encodeSafetensors(tensors)
}
