import type { WeightTensor } from '@textgate/core'
import { strToU8, zipSync } from 'fflate'
import { File, FS, ready } from 'h5wasm'
import { randomTensor } from './torch-file.ts'

/** The weights of a GRU classifier as Keras stores them: 9 tokens of 4 numbers, 3 hidden units, 2 labels. */
export function kerasGru(): Map<string, WeightTensor> {
  return new Map([
    ['layers/embedding/vars/0', randomTensor(9, 4)],
    ['layers/gru/cell/vars/0', randomTensor(4, 9)],
    ['layers/gru/cell/vars/1', randomTensor(3, 9)],
    ['layers/gru/cell/vars/2', randomTensor(2, 9)],
    ['layers/dense/vars/0', randomTensor(3, 2)],
    ['layers/dense/vars/1', randomTensor(2)],
  ])
}

/** An HDF5 file of tensors. */
export async function hdf5File(tensors: ReadonlyMap<string, WeightTensor>): Promise<Uint8Array> {
  await ready
  const file = new File('written.h5', 'w')
  for (const [path, { shape, data }] of tensors) {
    const steps = path.split('/')
    steps.slice(0, -1).forEach((_, i) => {
      const group = steps.slice(0, i + 1).join('/')
      if (!file.get(group)) file.create_group(group)
    })
    file.create_dataset({ name: path, data, shape: [...shape], dtype: '<f' })
  }
  file.close()
  const bytes = (FS as NonNullable<typeof FS>).readFile('written.h5')
  return Uint8Array.from(bytes)
}

/** A `.keras` archive. */
export function kerasArchive(config: unknown, weights: Uint8Array): Uint8Array {
  return zipSync({ 'config.json': strToU8(JSON.stringify(config)), 'model.weights.h5': weights })
}

/** A layer of a configuration. */
export interface LayerJson {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
}

/** What `config.json` says of the classifier of `kerasGru`, with other settings of its layers. */
export function kerasConfig(changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {}): {
  class_name: string
  config: { layers: LayerJson[] }
} {
  const layer = (class_name: string, name: string, config: Record<string, unknown>): LayerJson => ({
    class_name,
    config: { name, ...config, ...changes[name] },
  })
  return {
    class_name: 'Sequential',
    config: {
      layers: [
        layer('InputLayer', 'input', {}),
        layer('Embedding', 'tokens', { mask_zero: true }),
        layer('GRU', 'reader', {
          ...{ activation: 'tanh', recurrent_activation: 'sigmoid', reset_after: true },
          ...{ go_backwards: false, return_sequences: false },
        }),
        layer('Dense', 'answer', { activation: 'softmax', units: 2 }),
      ],
    },
  }
}
