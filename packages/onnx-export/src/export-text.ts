import {
  answerRule,
  type Bundle,
  type ExportedModel,
  ONNX_METADATA,
  type ProbabilityModel,
  type Tokenizer,
} from '@textgate/core'
import { addMetadata } from './add-metadata.ts'
import { classifierOf } from './classifier-of.ts'
import { encodeModel } from './encode-model.ts'
import { portableTokenizer } from './portable-tokenizer.ts'
import { textGraph } from './text-graph.ts'
import { openTextSession } from './text-session.ts'
import { verifyText } from './verify-text.ts'

/** Labels that `top_labels` names unless told. */
export const DEFAULT_TOP_K = 5

/** What an exported model that reads texts is compared with. */
export interface TextEvidence {
  /** The trained model that the bundle was made of. */
  readonly reference: ProbabilityModel
  /** The bundle's tokenizer. */
  readonly tokenizer: Pick<Tokenizer, 'encodeIds'>
  /** Real texts; up to 1,000 are compared. */
  readonly texts: readonly string[]
}

/** How the file is written. */
export interface ExportTextOptions {
  /** Labels that `top_labels` names, at least 1; 5 unless given, and never more than there are. */
  readonly topK?: number
  /** Also give out tokens and the attention that they get; not unless given. */
  readonly attention?: boolean
}

/**
 * Writes a trained classifier as one ONNX file that takes texts and gives names of labels (`ONNX_TEXT_INTERFACE`), of operators
 * that every build of ONNX Runtime has, and proves that it finds the ids of the bundle's tokenizer and answers like the trained
 * model; without the proof there is no result. The certificate stands in the result and in the file's own metadata.
 *
 * The tokenizer must be of normalization `portable` and mode words or characters. ONNX Runtime's bindings for some languages
 * end a text at a NUL character; put a blank there before.
 *
 * @throws EXPORT_UNSUPPORTED naming a setting of tokenizer or model that has no operators, and what comes nearest
 * @throws WEIGHTS_INVALID as `exportOnnx`
 * @throws PARITY_NEEDS_TEXTS, PARITY_FAILED, MODEL_FAILED as `verifyText` says
 */
export async function exportText(
  bundle: Bundle,
  evidence: TextEvidence,
  { topK = DEFAULT_TOP_K, attention = false }: ExportTextOptions = {},
): Promise<ExportedModel> {
  const { labels, config } = bundle.manifest
  const graph = textGraph(classifierOf(bundle), {
    tokenizer: portableTokenizer(bundle),
    ...{ labels, head: config.model.head, topK: Math.min(topK, labels.length) },
    ...(attention ? { attentionOf: config.model } : {}),
  })
  const proved = encodeModel(graph)
  const certificate = await verifyText({
    ...{ onnx: proved, opset: graph.opset, labels, rule: answerRule(bundle.manifest) },
    maxLength: config.tokenizer.maxLength,
    ...evidence,
  })
  const onnx = addMetadata(proved, ONNX_METADATA.certificate, JSON.stringify(certificate))
  // The graph is the one that was proved; that the file with its certificate loads is seen, not assumed.
  await (await openTextSession(onnx)).close()
  return { onnx, certificate }
}
