import { TextgateError } from '@textgate/core'
import type * as onnxRuntime from 'onnxruntime-node'

/** ONNX Runtime, loaded on demand: its native library takes memory. @throws MODEL_FAILED where it cannot be loaded */
export async function loadOrt(): Promise<typeof onnxRuntime> {
  // ONNX Runtime keeps events of its use, and an id of the machine, in the user's cache unless told not to: texts are private.
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
  return import('onnxruntime-node').catch((cause: unknown) => {
    throw modelFailed(`onnxruntime-node cannot be loaded on ${process.platform} ${process.arch}`, cause)
  })
}

/** How every session is made: few threads of its own, and errors only in the log. */
export function sessionOptions(threads: number) {
  return { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 } as const
}

export function modelFailed(reason: string, cause?: unknown): TextgateError {
  const said = cause instanceof Error ? `: ${cause.message}` : ''
  return new TextgateError('MODEL_FAILED', `${reason}${said}; export the bundle again`, { cause })
}
