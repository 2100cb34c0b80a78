/** The whole of TensorFlow.js, as `import * as tf from '@tensorflow/tfjs'` gives it. */
export type Tfjs = typeof import('@tensorflow/tfjs')

/**
 * The one copy of TensorFlow.js that textgate uses. Imported on demand: it costs a quarter of a second, which installing
 * and inspecting backends need not pay.
 */
export async function loadTfjs(): Promise<Tfjs> {
  return await import('@tensorflow/tfjs')
}
