import { type ModelConfig, type NamedWeights, ngramBuckets, type WeightTensor } from '@textgate/core'
import { expectedShapes, type GraphSizes } from '../expected-shapes.ts'
import type { FileTensor } from './file-tensors.ts'
import { importRefused, UNCHANGED } from './import-refused.ts'
import { weightSource } from './weight-source.ts'

/** Ids of the tokenizer, by the weight that has a row for each. */
export function importedVocabularySize(
  config: ModelConfig,
  tensors: ReadonlyMap<string, FileTensor>,
  classes: number,
): number {
  if (config.encoder !== 'linear') return tensorNamed('embedding', tensors).shape[0] ?? 0
  return (tensorNamed('ngrams.kernel', tensors).shape[0] ?? 0) - ngramBuckets(config, classes)
}

/**
 * The weights of an exported network, with the bits that the trained model has.
 *
 * @throws IMPORT_UNSUPPORTED naming a tensor that is missing, of another type or shape
 */
export function importedWeights(
  config: ModelConfig,
  tensors: ReadonlyMap<string, FileTensor>,
  sizes: GraphSizes,
): NamedWeights {
  return new Map(
    [...expectedShapes(config, sizes)].map(([name, shape]): [string, WeightTensor] => {
      const source = weightSource(name, shape, config.bidirectional)
      return [name, { shape, data: source.read(floatsOf(source.tensor, source.shape, tensors)) }]
    }),
  )
}

/** The values of a tensor, copied: in the file they need not be aligned. */
function floatsOf(
  name: string,
  shape: readonly number[],
  tensors: ReadonlyMap<string, FileTensor>,
): Float32Array {
  const { type, shape: found, bytes } = tensorNamed(name, tensors)
  const isSame = type === 'float' && found.join() === shape.join()
  if (!isSame) {
    throw importRefused(
      `tensor ${name} is ${type} [${found.join(', ')}], where its configuration has float [${shape.join(', ')}]: it was quantised, converted or changed; ${UNCHANGED}`,
      { tensor: name, type },
    )
  }
  const length = shape.reduce((product, size) => product * size, 1)
  if (bytes?.length !== length * 4) {
    throw importRefused(`the values of tensor ${name} do not stand in it as raw bytes; ${UNCHANGED}`, {
      tensor: name,
    })
  }
  // Not `slice`, of which a Buffer makes a view.
  return new Float32Array(Uint8Array.from(bytes).buffer)
}

function tensorNamed(name: string, tensors: ReadonlyMap<string, FileTensor>): FileTensor {
  const found = tensors.get(name)
  if (found) return found
  const similar = [...tensors].find(([other]) => other.startsWith(name))
  const instead = similar ? ` and has ${similar[0]} (${similar[1].type}) instead` : ''
  throw importRefused(
    `it lacks tensor ${name}${instead}: it was quantised, optimised or converted; ${UNCHANGED}`,
    { tensor: name },
  )
}
