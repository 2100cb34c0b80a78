import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { replaceKernel } from '../kernels/replace-kernel.ts'
import { missingOnWasm, wasmFallback } from '../kernels/wasm-fallback.ts'
import { wasmMatMul } from '../kernels/wasm-mat-mul.ts'
import { wasmSegmentSum } from '../kernels/wasm-segment-sum.ts'
import type { Tfjs } from '../tfjs.ts'
import { quietCpu } from './prepare-cpu.ts'

/** Events on which the compiled module hooks itself, turning an application's stray rejection into a crash. */
const HOOKED_EVENTS = ['uncaughtException', 'unhandledRejection'] as const

let registered = false

/** Makes the WebAssembly backend current, with the kernels that training needs and it lacks. */
export async function prepareWasm(tf: Tfjs): Promise<string> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  const before = HOOKED_EVENTS.map((event) => process.listeners(event as never))
  if (!registered) {
    const module = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(dirname(module) + sep)
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js refused its wasm backend')
  await tf.ready()
  HOOKED_EVENTS.forEach((event, index) => {
    for (const listener of process.listeners(event as never)) {
      if (!before[index]?.includes(listener)) process.off(event, listener)
    }
  })
  if (!registered) registerTrainingKernels(tf)
  registered = true
  return "WebAssembly with SIMD; nothing to install; fastest to train on, with textgate's own kernels"
}

function registerTrainingKernels(tf: Tfjs): void {
  quietCpu(tf)
  replaceKernel(tf, 'UnsortedSegmentSum', 'wasm', wasmSegmentSum)
  replaceKernel(tf, 'BatchMatMul', 'wasm', wasmMatMul(tf))
  for (const name of missingOnWasm(tf)) replaceKernel(tf, name, 'wasm', wasmFallback(tf, name))
}
