import type { Bundle, ExternalData } from '@textgate/core'
import { classifierOf } from '../classifier-of.ts'
import { inspectModel, type ModelDescription } from '../inspect-model.ts'
import type { ModelGraph } from '../model-graph.ts'
import { type FileTensor, fileTensors } from './file-tensors.ts'
import { importRefused, UNCHANGED } from './import-refused.ts'
import { importedManifest } from './imported-manifest.ts'
import { importedVocabularySize, importedWeights } from './imported-weights.ts'

/** What other versions may have more of: sizes, axes and tables of words. */
const CONSTANT_TYPES: ReadonlySet<string> = new Set(['int32', 'int64', 'bool', 'string'])

/** A bundle without its tokenizer, of which the file has the fingerprint alone. */
export type ImportedModel = Omit<Bundle, 'tokenizerJson'>

/**
 * Reads a model that `exportOnnx` wrote: its weights with the bits of the trained model, and of its manifest all but the
 * figures on data, the history of its training and the names of files. With the `tokenizer.json` whose fingerprint the manifest
 * has it is a bundle again.
 *
 * @param onnx - bytes of the file
 * @param externalData - weights beside it, where it has some
 * @throws ONNX_INVALID where the bytes are no ONNX model
 * @throws IMPORT_UNSUPPORTED naming what is missing or different, for a file of another program, of a version that did not keep
 *   the configuration, or one that was quantised, optimised or converted
 * @throws WEIGHTS_INVALID for a weight that is not finite
 */
export function importOnnx(onnx: Uint8Array, externalData?: ExternalData): ImportedModel {
  const description = inspectModel(onnx)
  const facts = importedManifest(description)
  refuseOtherInputs(description)
  const { labels, config } = facts
  const tensors = fileTensors({ onnx, externalData })
  const classes = labels.length
  const vocabularySize = importedVocabularySize(config.model, tensors, classes)
  const weights = importedWeights(config.model, tensors, { vocabularySize, classes })
  const imported = { manifest: { ...facts, vocabularySize }, weights }
  refuseOtherTensors(tensors, classifierOf(imported))
  return imported
}

/** A form of the model that reads something else may compute something else. */
function refuseOtherInputs({ inputs }: ModelDescription): void {
  const other = inputs.find(({ type }) => type !== 'int32')
  if (other === undefined) return
  throw importRefused(
    `its input ${other.name} is of ${other.type}, not of token ids; import the model.onnx of the same bundle`,
    { input: other.name },
  )
}

/** A table of numbers that the export has not written may be part of another computation. */
function refuseOtherTensors(tensors: ReadonlyMap<string, FileTensor>, { initializers }: ModelGraph): void {
  const known = new Set(initializers.map(({ name }) => name))
  for (const [name, { type, shape }] of tensors) {
    if (known.has(name) || CONSTANT_TYPES.has(type) || shape.length === 0) continue
    throw importRefused(
      `tensor ${name} (${type} [${shape.join(', ')}]) is no weight of its network; ${UNCHANGED}`,
      { tensor: name },
    )
  }
}
