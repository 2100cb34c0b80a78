import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Tfjs } from '../tfjs.ts'
import { shareTfjs } from './shared-tfjs.ts'
import { shimRemovedUtilities } from './shim-removed-utilities.ts'

/**
 * Errors only in TensorFlow's log; and sums in the same order on every processor. oneDNN's kernels were no faster here
 * for the matrices of a GRU, depend on the processor, and announce themselves on standard error.
 */
const NATIVE_ENVIRONMENT = { TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: '0' }

/**
 * Loads tfjs-node as seen from a folder (an installed native backend, or a project) and makes it the current backend of
 * `tf`. What it prints while loading is dropped. TF_CPP_MIN_LOG_LEVEL and TF_ENABLE_ONEDNN_OPTS are set unless they are.
 *
 * @returns the version of the TensorFlow library
 * @throws whatever loading throws, and an Error when the backend came up on another copy of TensorFlow.js
 */
export async function loadTfjsNode(tf: Tfjs, folder: string): Promise<string> {
  shimRemovedUtilities()
  shareTfjs(tf)
  for (const [name, value] of Object.entries(NATIVE_ENVIRONMENT)) process.env[name] ??= value
  const before = tf.getBackend()
  quietly(() => createRequire(join(folder, 'package.json'))('@tensorflow/tfjs-node'))
  if (!tf.engine().backendNames().includes('tensorflow')) {
    throw new Error(
      `the tfjs-node of ${folder} belongs to another copy of TensorFlow.js than version ${tf.version['tfjs-core']}`,
    )
  }
  if (!(await tf.setBackend('tensorflow'))) {
    await tf.setBackend(before)
    throw new Error('TensorFlow.js refused the backend of tfjs-node')
  }
  await tf.ready()
  return nativeVersion(tf)
}

/** Version of the TensorFlow library behind the current backend of tfjs-node, or `unknown`. */
function nativeVersion(tf: Tfjs): string {
  const backend = tf.backend() as unknown as { binding?: { TF_Version?: string } }
  return backend.binding?.TF_Version ?? 'unknown'
}

function quietly(action: () => unknown): void {
  const { log, warn } = console
  console.log = console.warn = () => {}
  try {
    action()
  } finally {
    Object.assign(console, { log, warn })
  }
}
