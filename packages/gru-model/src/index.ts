export { type ComputeConv, type ConvInput, type ConvWeights, convLayer } from './conv-layer.ts'
export type { FirstVectors } from './first-vectors.ts'
export {
  createGruClassifier,
  type ForwardOptions,
  type GruClassifier,
  type GruClassifierOptions,
} from './gru-classifier.ts'
export { type GruLayerOptions, gruLayer } from './gru-layer.ts'
export { defaultKernel } from './kernels/default-kernel.ts'
export type { KernelModel, KernelStep, KernelWeights } from './kernels/kernel-step.ts'
export type { CellWeights, GruWeights, Sequence, SequenceKernel } from './kernels/sequence-kernel.ts'
export { tfjsKernel } from './kernels/tfjs-kernel.ts'
export { wasmKernel } from './kernels/wasm/wasm-kernel.ts'
export { loadWeights } from './load-weights.ts'
export { type CellLayerOptions, lstmLayer } from './lstm-layer.ts'
export { readWeights, type WeightedModel } from './read-weights.ts'
export type { RecurrentLayerOutput } from './recurrent-layer.ts'
export { rnnLayer } from './rnn-layer.ts'
export { touchedRows } from './row-gradients.ts'
export { type ModelSizes, weightShapes } from './weight-shapes.ts'
