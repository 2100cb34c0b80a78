import * as tf from '@tensorflow/tfjs'
import { type Kernels, sharedKernels } from '@textgate/kernels'
import { hostAdamw } from './host-adamw.ts'
import { kernelAdamw } from './kernel-adamw.ts'
import { hasLiveValues } from './live-values.ts'
import type { Optimizer, OptimizerSettings } from './optimizer.ts'
import { tensorAdamw } from './tensor-adamw.ts'
import { canRunWasmAdamw, wasmAdamw } from './wasm-adamw.ts'
import { wasmHeap } from './wasm-heap.ts'

/**
 * The fastest AdamW for the current backend. All give the same weights up to rounding; each repeats itself to the bit
 * where its backend does.
 *
 * @param kernels - where the model computes its steps, if it does so on kernels; the state then lies there too
 */
export function createOptimizer(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
  kernels: Kernels | undefined = hasLiveValues() ? sharedKernels() : undefined,
): Optimizer {
  if (kernels) return kernelAdamw(variables, settings, kernels)
  const heap = wasmHeap()
  if (heap && canRunWasmAdamw()) return wasmAdamw(variables, settings, heap)
  return tf.getBackend() === 'cpu' ? hostAdamw(variables, settings) : tensorAdamw(variables, settings)
}
