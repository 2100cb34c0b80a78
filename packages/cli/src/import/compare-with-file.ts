import {
  answerRule,
  type Bundle,
  type ExternalData,
  type ParityCertificate,
  randomGenerator,
  UNKNOWN_ID,
} from '@textgate/core'
import { inspectModel, verifyParity } from '@textgate/onnx-export'
import { type BackendChoice, openTrainedModel } from '../open-trained-model.ts'
import type { Output } from '../output.ts'

/** Texts of random ids that answers are compared on, beside the shortest and the longest. */
const RANDOM_TEXTS = 64

/**
 * Proves that an imported bundle answers like the file that it came from.
 *
 * @throws PARITY_FAILED, MODEL_FAILED as `verifyParity`
 */
export async function compareWithFile(
  bundle: Bundle,
  files: { readonly onnx: Uint8Array; readonly externalData: ExternalData | undefined },
  backend: BackendChoice,
  output: Output,
): Promise<ParityCertificate> {
  const { labels, config, vocabularySize } = bundle.manifest
  const { maxLength } = config.tokenizer
  const random = randomGenerator('texts of an import')
  const texts = Array.from({ length: RANDOM_TEXTS }, (_, text) =>
    Int32Array.from(
      { length: 1 + Math.floor((text * Math.min(maxLength, 400)) / RANDOM_TEXTS) },
      () => UNKNOWN_ID + random.integer(vocabularySize - UNKNOWN_ID),
    ),
  )
  const reference = await openTrainedModel(bundle, backend, output)
  try {
    return await verifyParity({
      ...files,
      ...{ reference, texts, vocabularySize, maxLength },
      classes: labels.length,
      rule: answerRule(bundle.manifest),
      opset: inspectModel(files.onnx).opsets['ai.onnx'] ?? 0,
    })
  } finally {
    reference.dispose()
  }
}
