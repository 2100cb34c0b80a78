import type * as tf from '@tensorflow/tfjs'
import { type Kernels, PackedRows } from '@textgate/kernels'
import { blockOperation } from '../kernels/wasm/block-operation.ts'
import { tensorOf, valuesOf } from '../kernels/wasm/tensor-values.ts'
import type { Pooling } from './pool.ts'
import { poolBlocks } from './pool-blocks.ts'
import { pooledWidth } from './pooled-width.ts'

/** Pooling in kernel memory as a differentiable operation; see `pool`. */
export function poolOnKernels(kernels: Kernels, pooling: Pooling, states: tf.Tensor2D): tf.Tensor2D {
  const { kind, batch, width } = pooling
  const result = blockOperation(kernels, [states], (scope, traced) => {
    const rows = scope.keep(new PackedRows(kernels.memory, batch.rowsAtStep, batch.size))
    const pooled = poolBlocks(scope, { ...pooling, rows }, scope.floatsOf(valuesOf(states)), traced)
    const backward = (dPooled: tf.Tensor): tf.Tensor[] => {
      const dStates = scope.floats(states.size)
      pooled.backward(scope.floatsOf(valuesOf(dPooled)), dStates)
      return [tensorOf(dStates.floats, states.shape)]
    }
    return { value: tensorOf(pooled.vectors.floats, [batch.size, pooledWidth(kind, width)]), backward }
  })
  return result as tf.Tensor2D
}
