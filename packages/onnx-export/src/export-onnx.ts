import { type Bundle, ONNX_METADATA, type ServableBundle } from '@textgate/core'
import { addMetadata } from './add-metadata.ts'
import { certify, type ParityEvidence } from './certify.ts'
import { classifierOf } from './classifier-of.ts'
import { encodeModel } from './encode-model.ts'
import { openSession } from './onnx-session.ts'

/**
 * Writes a trained classifier as ONNX and proves that the file answers like the trained model; without the proof there
 * is no result. The certificate stands in the result and in the file's own metadata. The bundle itself is not changed.
 *
 * @throws EXPORT_UNSUPPORTED naming a configuration key that has no operators, or the largest tensor of a file over 2 GiB
 * @throws WEIGHTS_INVALID naming a weight that is missing, misshapen, not finite or without a place
 * @throws PARITY_NEEDS_TEXTS, PARITY_FAILED, MODEL_FAILED as `verifyParity` says
 */
export async function exportOnnx(bundle: Bundle, evidence: ParityEvidence): Promise<ServableBundle> {
  const graph = classifierOf(bundle)
  const proved = encodeModel(graph)
  const certificate = await certify(bundle, { onnx: proved, opset: graph.opset }, evidence)
  const onnx = addMetadata(proved, ONNX_METADATA.certificate, JSON.stringify(certificate))
  // The graph is the one that was proved; that the file with its certificate loads is seen, not assumed.
  await (await openSession(onnx)).close()
  return { ...bundle, onnx, certificate }
}
