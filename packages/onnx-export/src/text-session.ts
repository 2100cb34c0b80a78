import { ONNX_INTERFACE, ONNX_TEXT_INTERFACE } from '@textgate/core'
import type { ModelFiles } from './encode-model.ts'
import { type OnnxTensor, openModel } from './onnx-session.ts'

/** An exported classifier that reads texts, in ONNX Runtime. */
export interface TextSession {
  /** Version of onnxruntime-node. */
  readonly runtimeVersion: string
  /** Every output by name, as it came, unchecked. @param texts - at least one */
  run(texts: readonly string[]): Promise<Readonly<Record<string, OnnxTensor>>>
  /** Frees the native memory. */
  close(): Promise<void>
}

/**
 * Loads a model that reads texts as `openSession` does one that reads ids.
 *
 * @throws MODEL_FAILED as `openSession`
 */
export async function openTextSession(files: ModelFiles): Promise<TextSession> {
  const { Tensor, runtimeVersion, run, close } = await openModel(files)
  return {
    runtimeVersion,
    close,
    run: (texts) => {
      // The binding of ONNX Runtime for Node ends a text at its first NUL; a blank is the same to the tokenizer.
      const whole = texts.map((text) => text.replaceAll('\0', ' '))
      const feeds = { [ONNX_TEXT_INTERFACE.text]: new Tensor('string', whole, [whole.length]) }
      return run(feeds, TEXT_OUTPUTS, `${texts.length} texts`)
    },
  }
}

const TEXT_OUTPUTS = [
  ONNX_TEXT_INTERFACE.label,
  ONNX_INTERFACE.probabilities,
  ONNX_INTERFACE.answered,
  ONNX_TEXT_INTERFACE.topLabels,
  ONNX_TEXT_INTERFACE.topProbabilities,
  ONNX_TEXT_INTERFACE.ids,
  ONNX_TEXT_INTERFACE.lengths,
]
