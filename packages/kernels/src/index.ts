export type { KernelBuild } from './choose-build.ts'
export { createKernels, type KernelsOptions, sharedKernels } from './create-kernels.ts'
export type { Kernels } from './kernels.ts'
export { Block, type MemoryHandle } from './memory/block.ts'
export { KernelMemory } from './memory/kernel-memory.ts'
export { type Freeable, type Keep, withBlocks } from './memory/with-blocks.ts'
export { type AdamwNumbers, type AdamwParameter, adamw } from './ops/adamw.ts'
export { type AdamwCatchUp, adamwCatchUp, CATCH_UP_NUMBERS } from './ops/adamw-catch-up.ts'
export { type ColumnSums, columnSums } from './ops/column-sums.ts'
export { type DropoutRows, dropOutRows } from './ops/drop-out-rows.ts'
export { matmul, type Product } from './ops/matmul.ts'
export { matmulTransposedA, type TransposedProduct } from './ops/matmul-transposed-a.ts'
export { PackedRows } from './ops/packed-rows.ts'
export { type Matrix, matrixAt, type Place } from './ops/places.ts'
export {
  type AttentionPooling,
  type AttentionTrace,
  type AttentionWeights,
  poolAttention,
  poolAttentionBackward,
} from './ops/pool-attention.ts'
export { type Pooling, type PoolingKind, poolStates, poolStatesBackward } from './ops/pool-states.ts'
export { type RecurrentGradients, recurrentBackward } from './ops/recurrent-backward.ts'
export type { Cell } from './ops/recurrent-cells.ts'
export { recurrentForward } from './ops/recurrent-forward.ts'
export type { LayerDirection, LayerInput, RecurrentLayer, RecurrentWeights } from './ops/recurrent-layer.ts'
export { RecurrentTrace } from './ops/recurrent-trace.ts'
export { relu, reluBackward } from './ops/relu.ts'
export {
  addInto,
  fillZero,
  gatherRows,
  type PickedRows,
  type Segments,
  scatterAddRows,
  segmentSums,
} from './ops/row-operations.ts'
export { SKIP_GRAM_OUTPUTS, type SkipGramGroups, skipGram } from './ops/skip-gram.ts'
export { sumSquares, type Values } from './ops/sum-squares.ts'
export { defaultThreads } from './threads/default-threads.ts'
export type { KernelCall } from './threads/kernel-call.ts'
