import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs'
import type { Tfjs } from '../tfjs.ts'
import type { WasmBackend } from './wasm-backend.ts'

/** `BatchMatMul` inputs and attributes; a is [..., m, k] or [..., k, m] when transposed, b likewise. */
interface MatMulArguments {
  readonly inputs: { a: TensorInfo; b: TensorInfo }
  readonly attrs: { transposeA: boolean; transposeB: boolean }
}

/**
 * `BatchMatMul` for the wasm backend: the stock kernel, with transposed operands laid out first. Stock multiplies
 * transposed operands by a slow loop, so a training step, whose gradients are all of that kind, spends its time there.
 */
export function wasmMatMul(tf: Tfjs): KernelFunc {
  const multiply = kernelOf(tf, 'BatchMatMul')
  const transpose = kernelOf(tf, 'Transpose')
  return (call) => {
    const { inputs, attrs } = call as unknown as MatMulArguments
    const backend = call.backend as unknown as WasmBackend
    const temporary: TensorInfo[] = []
    const straight = (operand: TensorInfo, transposed: boolean): TensorInfo => {
      if (!transposed) return operand
      const rank = operand.shape.length
      const perm = operand.shape.map((_, axis) => axis)
      perm.splice(rank - 2, 2, rank - 1, rank - 2)
      const result = transpose({ inputs: { x: operand }, backend, attrs: { perm } } as never) as TensorInfo
      temporary.push(result)
      return result
    }
    const a = straight(inputs.a, attrs.transposeA)
    const b = straight(inputs.b, attrs.transposeB)
    const product = multiply({
      inputs: { a, b },
      backend,
      attrs: { transposeA: false, transposeB: false },
    } as never)
    for (const tensor of temporary) backend.disposeData(tensor.dataId)
    return product
  }
}

function kernelOf(tf: Tfjs, name: string): KernelFunc {
  return tf.getKernel(name, 'wasm').kernelFunc
}
