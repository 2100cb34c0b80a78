import type { KernelFunc } from '@tensorflow/tfjs'
import type { Tfjs } from '../tfjs.ts'

/** Registers a kernel in place of the one that the backend has, if any; TensorFlow.js would keep the old and warn. */
export function replaceKernel(
  tf: Tfjs,
  kernelName: string,
  backendName: string,
  kernelFunc: KernelFunc,
): void {
  if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({ kernelName, backendName, kernelFunc })
}
