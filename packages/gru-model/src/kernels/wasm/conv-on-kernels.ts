import type * as tf from '@tensorflow/tfjs'
import { type Block, type Kernels, matrixAt } from '@textgate/kernels'
import type { ConvInput } from '../../conv-layer.ts'
import { blockOperation } from './block-operation.ts'
import type { BlockScope } from './block-scope.ts'
import { convBackward, convForward } from './conv-products.ts'
import { tensorOf, valuesOf } from './tensor-values.ts'
import { firstRows, type TextLayout, textLayout } from './text-layout.ts'

/** A convolution as a differentiable operation on padded rows, which it lays out one after the other. */
export function convOnKernels(kernels: Kernels, { x, lengths, kernel, bias }: ConvInput): tf.Tensor3D {
  const [batch, length, inputs] = x.shape
  const [width, , filters] = kernel.shape
  const shape = [batch, length, filters]
  const layout = textLayout(lengths, [width])
  const isEmpty = lengths.every((steps) => steps === 0)

  const result = blockOperation(kernels, [x, kernel, bias], (scope) => {
    if (isEmpty) {
      const value = tensorOf(new Float32Array(batch * length * filters), shape)
      return { value, backward: () => zeros([x, kernel, bias]) }
    }
    const laid = laidOut(scope, valuesOf(x), inputs, length, layout)
    const convolution = {
      ...{ width, inputs, filters },
      ...{ kernel: scope.floatsOf(valuesOf(kernel)), bias: scope.floatsOf(valuesOf(bias)) },
    }
    const y = scope.floats(layout.computed * filters)
    convForward(kernels, layout, laid, [{ ...convolution, y: matrixAt(y, filters) }])
    const value = tensorOf(takenOut(y.floats, filters, length, layout), shape)
    scope.free(y)

    const backward = (dValue: tf.Tensor): tf.Tensor[] => {
      const dy = laidOut(scope, valuesOf(dValue), filters, length, layout)
      const into = { kernel: scope.floats(kernel.size), bias: scope.floats(filters) }
      const dx = scope.floats(layout.computed * inputs)
      convBackward(scope, layout, laid, [{ ...convolution, dy, into }], dx)
      return [
        tensorOf(takenOut(dx.floats, inputs, length, layout), x.shape),
        tensorOf(into.kernel.floats, kernel.shape),
        tensorOf(into.bias.floats, bias.shape),
      ]
    }
    return { value, backward }
  })
  return result as tf.Tensor3D
}

/** Real steps of padded rows [batch, length, columns] one after the other, with zeros between. */
function laidOut(
  scope: BlockScope,
  padded: Float32Array,
  columns: number,
  length: number,
  layout: TextLayout,
): Block {
  const block = scope.floats(layout.rows * columns)
  const { floats } = block
  floats.fill(0)
  firstRows(layout).forEach((first, row) => {
    const from = row * length * columns
    const steps = layout.lengths[row] as number
    floats.set(padded.subarray(from, from + steps * columns), (layout.gap + first) * columns)
  })
  return block
}

/** The reverse of `laidOut` without the zeros before and after all rows; zeros beyond a row's end. */
function takenOut(laid: Float32Array, columns: number, length: number, layout: TextLayout): Float32Array {
  const padded = new Float32Array(layout.lengths.length * length * columns)
  firstRows(layout).forEach((first, row) => {
    const steps = layout.lengths[row] as number
    padded.set(laid.subarray(first * columns, (first + steps) * columns), row * length * columns)
  })
  return padded
}

function zeros(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  return tensors.map(({ shape, size }) => tensorOf(new Float32Array(size), shape))
}
