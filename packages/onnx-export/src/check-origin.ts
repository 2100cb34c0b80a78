import { type Bundle, ONNX_METADATA, TextgateError } from '@textgate/core'
import { inspectModel } from './inspect-model.ts'

/**
 * Checks that a file was written for a bundle.
 *
 * @param file - its name, for the error
 * @returns version of its operators; 0 where it names none
 * @throws PARITY_FAILED where labels or tokenizer in the file's metadata are not the bundle's
 * @throws ONNX_INVALID as `inspectModel`
 */
export function checkOrigin({ manifest }: Pick<Bundle, 'manifest'>, onnx: Uint8Array, file: string): number {
  const { metadata, opsets } = inspectModel(onnx)
  const belongs = {
    labels: metadata[ONNX_METADATA.labels] === JSON.stringify(manifest.labels),
    tokenizer: metadata[ONNX_METADATA.tokenizerFingerprint] === manifest.tokenizerFingerprint,
  }
  for (const [what, isSame] of Object.entries(belongs)) {
    if (isSame) continue
    throw new TextgateError(
      'PARITY_FAILED',
      `${file} was written with another ${what} than the manifest has; run textgate export again`,
      { details: { what } },
    )
  }
  return opsets['ai.onnx'] ?? 0
}
