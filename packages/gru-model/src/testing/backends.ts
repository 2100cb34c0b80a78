import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep)

// tfjs's cpu backend by another name: the code for backends whose tensors JavaScript cannot see is then taken.
const cpu = tf.findBackendFactory('cpu')
if (!tf.findBackendFactory('hidden')) {
  tf.copyRegisteredKernels('cpu', 'hidden')
  tf.registerBackend('hidden', cpu, 0)
}

/** The backends that every test of tensors runs on. */
export const BACKENDS = ['wasm', 'cpu', 'hidden'] as const

/** Makes a backend the current one. */
export async function useBackend(name: (typeof BACKENDS)[number]): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`backend ${name} did not start`)
}
