import type * as tf from '@tensorflow/tfjs'
import type { Kernels } from '@textgate/kernels'
import { type EncoderInput, pooledWidth } from '../encoder.ts'
import { blockOperation } from './block-operation.ts'
import { encoderBackward } from './encoder-backward.ts'
import { encoderForward } from './encoder-forward.ts'
import { tensorOf } from './tensor-values.ts'
import { WEIGHT_NAMES } from './weight-blocks.ts'

/** The whole encoder as one differentiable operation; between ids and pooled states there are no tensors. */
export function encodeOnKernels(kernels: Kernels, input: EncoderInput): tf.Tensor2D {
  const { batch, table, layers } = input
  const weights = layers.flat().flatMap((of) => WEIGHT_NAMES.map((name): tf.Tensor => of[name]))
  const pooled = blockOperation(kernels, [table, ...weights], (scope, traced) => {
    const { pooled, trace } = encoderForward(scope, input, traced)
    const value = tensorOf(unsorted(input, pooled.floats), [batch.size, pooledWidth(input)])
    return { value, backward: (dPooled) => encoderBackward(scope, input, trace, dPooled as tf.Tensor2D) }
  })
  return pooled as tf.Tensor2D
}

/** Rows in the batch's order, in memory that is not shared. */
function unsorted({ batch }: EncoderInput, sorted: Float32Array): Float32Array {
  const width = sorted.length / batch.size
  const rows = new Float32Array(sorted.length)
  batch.order.forEach((row, place) => {
    rows.set(sorted.subarray(place * width, (place + 1) * width), row * width)
  })
  return rows
}
