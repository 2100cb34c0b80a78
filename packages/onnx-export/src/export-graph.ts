import { type ExportedModel, ONNX_METADATA, type ParityCertificate } from '@textgate/core'
import { addMetadata } from './add-metadata.ts'
import { encodeModelFiles, type ModelFiles } from './encode-model.ts'
import type { ModelGraph } from './model-graph.ts'
import { openModel } from './onnx-session.ts'

/** A model's files with the version of its operators. */
export type UnprovedModel = ModelFiles & { readonly opset: number }

/** Into which file a graph goes. */
export interface GraphFile {
  readonly file: string
  /** Bytes that it has at most before its weights go to a file beside it; protobuf's limit unless given. */
  readonly maximumBytes?: number | undefined
}

/**
 * Makes the files of a graph, has them proved, and puts the certificate into the model's metadata.
 *
 * @throws what `prove` throws; MODEL_FAILED where ONNX Runtime does not load the result
 */
export async function exportGraph(
  graph: ModelGraph,
  { file, maximumBytes }: GraphFile,
  prove: (model: UnprovedModel) => Promise<ParityCertificate>,
): Promise<ExportedModel> {
  const files = encodeModelFiles(graph, file, maximumBytes)
  const certificate = await prove({ ...files, opset: graph.opset })
  const onnx = addMetadata(files.onnx, ONNX_METADATA.certificate, JSON.stringify(certificate))
  // The graph is the one that was proved; that the file with its certificate loads is seen, not assumed.
  await (await openModel({ ...files, onnx })).close()
  return { ...files, onnx, certificate }
}
