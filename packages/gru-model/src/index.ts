export {
  createGruClassifier,
  type ForwardOptions,
  type GruClassifier,
  type GruClassifierOptions,
} from './gru-classifier.ts'
export { type GruLayerOptions, type GruLayerOutput, gruLayer } from './gru-layer.ts'
export type { GruWeights, Sequence, SequenceKernel } from './kernels/sequence-kernel.ts'
export { tfjsKernel } from './kernels/tfjs-kernel.ts'
export { loadWeights } from './load-weights.ts'
export { readWeights, type WeightedModel } from './read-weights.ts'
export { touchedRows } from './row-gradients.ts'
export { type ModelSizes, weightShapes } from './weight-shapes.ts'
