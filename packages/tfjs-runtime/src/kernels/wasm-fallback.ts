import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs'
import type { Tfjs } from '../tfjs.ts'
import type { WasmBackend } from './wasm-backend.ts'

/** Complex numbers live in pairs of tensors, which the bridge below does not carry over. */
const COMPLEX_KERNELS = new Set(['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real'])

/** Draws on a canvas: of no use here. */
const CANVAS_KERNELS = new Set(['Draw'])

/** Kernels that the cpu backend has and the wasm backend lacks, and that can be lent: Einsum, Conv2DBackpropFilter, … */
export function missingOnWasm(tf: Tfjs): string[] {
  const present = new Set(tf.getKernelsForBackend('wasm').map((kernel) => kernel.kernelName))
  return tf
    .getKernelsForBackend('cpu')
    .map((kernel) => kernel.kernelName)
    .filter((name) => !present.has(name) && !COMPLEX_KERNELS.has(name) && !CANVAS_KERNELS.has(name))
    .sort()
}

/**
 * A kernel of the cpu backend, lent to the wasm backend: inputs are copied out, results copied back. Slow beside a real
 * wasm kernel, and far better than "Kernel 'Einsum' not registered" in the middle of a training.
 */
export function wasmFallback(tf: Tfjs, kernelName: string): KernelFunc {
  const borrowed = tf.getKernel(kernelName, 'cpu').kernelFunc
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as unknown as WasmBackend
    const cpu = tf.findBackend('cpu') as KernelBackend & {
      makeTensorInfo(shape: number[], dtype: string, values: unknown): TensorInfo
    }
    const lent = lendAll(inputs as Inputs, (tensor) =>
      cpu.makeTensorInfo(tensor.shape, tensor.dtype, wasm.readSync(tensor.dataId).slice()),
    )
    const results = borrowed({
      inputs: lent as never,
      backend: cpu,
      ...(attrs === undefined ? {} : { attrs }),
    })
    const back = [results].flat().map((result) => {
      const values = cpu.readSync(result.dataId)
      return wasm.makeOutput(result.shape, result.dtype, undefined, values)
    })
    const ids = new Set(
      [...Object.values(lent as object).flat(), ...[results].flat()].map((tensor) => tensor.dataId),
    )
    for (const id of ids) cpu.disposeData(id, true)
    return Array.isArray(results) ? back : (back[0] as TensorInfo)
  }
}

/** A kernel's inputs: named tensors, lists of tensors or nothing; Einsum has a list in place of names. */
type Inputs = Record<string, TensorInfo | TensorInfo[] | null | undefined> | TensorInfo[]

function lendAll(inputs: Inputs, lend: (tensor: TensorInfo) => TensorInfo): Inputs {
  if (Array.isArray(inputs)) return inputs.map(lend)
  const present = Object.entries(inputs).filter(([, input]) => input !== undefined && input !== null)
  return Object.fromEntries(
    present.map(([name, input]) => [
      name,
      Array.isArray(input) ? input.map(lend) : lend(input as TensorInfo),
    ]),
  )
}
