import * as tf from '@tensorflow/tfjs'
import { sharedKernels } from '@textgate/kernels'
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
 * @param tables - names of the variables whose rows `prepare` will name before each step
 */
export function createOptimizer(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
  tables?: ReadonlySet<string>,
): Optimizer {
  const kernels = hasLiveValues() ? sharedKernels() : undefined
  if (kernels) return kernelAdamw(variables, settings, kernels, tables)
  const heap = wasmHeap()
  if (heap && canRunWasmAdamw()) return wasmAdamw(variables, settings, heap)
  return tf.getBackend() === 'cpu' ? hostAdamw(variables, settings) : tensorAdamw(variables, settings)
}
