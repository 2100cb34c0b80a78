import { encodeModel } from './encode-model.ts'
import type { ModelGraph } from './model-graph.ts'

const SIZE = 768
const RUNS = 5

/** Whether ONNX Runtime works here, and how fast. */
export type OnnxRuntimeReport =
  | {
      readonly available: true
      readonly version: string
      /** Float32 matrix product of 768 × 768, best of five, in 1e9 floating-point operations a second. */
      readonly gflops: number
    }
  | { readonly available: false; readonly reason: string }

/** Loads ONNX Runtime and times a matrix product with its default options. Never throws. */
export async function inspectOnnxRuntime(): Promise<OnnxRuntimeReport> {
  try {
    // It keeps events of its use, and an id of the machine, in the user's cache unless told not to.
    process.env.ORT_DISABLE_TELEMETRY ??= '1'
    const { env, InferenceSession, Tensor } = await import('onnxruntime-node')
    const session = await InferenceSession.create(encodeModel(matrixProduct), { logSeverityLevel: 4 })
    const feeds = { a: new Tensor('float32', new Float32Array(SIZE * SIZE).fill(0.5), [SIZE, SIZE]) }
    await session.run(feeds) // the first run allocates
    let best = Number.POSITIVE_INFINITY
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now()
      await session.run(feeds)
      best = Math.min(best, performance.now() - started)
    }
    await session.release()
    return { available: true, version: env.versions.node ?? 'unknown', gflops: (2 * SIZE ** 3) / best / 1e6 }
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

const matrixProduct: ModelGraph = {
  name: 'matrix_product',
  description: 'A square matrix times itself.',
  irVersion: 8,
  opset: 17,
  producer: { name: 'textgate', version: '0' },
  metadata: [],
  inputs: [{ name: 'a', type: 'float', shape: [SIZE, SIZE] }],
  outputs: [{ name: 'product', type: 'float', shape: [SIZE, SIZE] }],
  nodes: [{ name: 'product', operator: 'MatMul', inputs: ['a', 'a'], outputs: ['product'], attributes: {} }],
  initializers: [],
}
