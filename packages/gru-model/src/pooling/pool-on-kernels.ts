import type * as tf from '@tensorflow/tfjs'
import { pooledWidth } from '@textgate/core'
import { type Block, type Kernels, PackedRows } from '@textgate/kernels'
import { blockOperation } from '../kernels/wasm/block-operation.ts'
import { tensorOf, valuesOf } from '../kernels/wasm/tensor-values.ts'
import { attentionShapes } from './attention-shapes.ts'
import type { Pooling } from './pool.ts'
import type { AttentionWeight } from './pool-attention.ts'
import { poolBlocks } from './pool-blocks.ts'

/** Pooling in kernel memory as a differentiable operation; see `pool`. */
export function poolOnKernels(
  kernels: Kernels,
  pooling: Pooling,
  states: tf.Tensor2D,
  weight: AttentionWeight,
): tf.Tensor2D {
  const { config, batch, width } = pooling
  const names = [...attentionShapes(config, width).keys()]
  const weights = names.map((name) => weight(name))
  const result = blockOperation(kernels, [states, ...weights], (scope, traced) => {
    const rows = scope.keep(new PackedRows(kernels.memory, batch.rowsAtStep, batch.size))
    const values = new Map(names.map((name) => [name, scope.floatsOf(valuesOf(weight(name)))]))
    const how = { ...pooling, rows, weight: (name: string) => values.get(name) as Block }
    const pooled = poolBlocks(scope, how, scope.floatsOf(valuesOf(states)), traced)
    const backward = (dPooled: tf.Tensor): tf.Tensor[] => {
      const dStates = scope.floats(states.size)
      const gradients = new Map(names.map((name) => [name, scope.floats(weight(name).size)]))
      const into = { states: dStates, weight: (name: string) => gradients.get(name) as Block }
      pooled.backward(scope.floatsOf(valuesOf(dPooled)), into)
      return [
        tensorOf(dStates.floats, states.shape),
        ...names.map((name) => tensorOf(into.weight(name).floats, weight(name).shape)),
      ]
    }
    return { value: tensorOf(pooled.vectors.floats, [batch.size, pooledWidth(config, width)]), backward }
  })
  return result as tf.Tensor2D
}
