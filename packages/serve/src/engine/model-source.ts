/** Where a process finds a version of a model. */
export interface ModelSource {
  readonly name: string
  readonly version: string
  /** A bundle, or a folder that has a model.onnx and no manifest.json. */
  readonly folder: string
  readonly kind: 'text' | 'tensors'
  /** Which form of a bundle's exported model runs; model.onnx unless given. */
  readonly variant?: string | undefined
  /** See `ServedModel.key`: a process that finds other bytes refuses them. Not known before the first one has read them. */
  readonly key?: string | undefined
}

/** What is the same for two processes that run the same model: name, version and hash of the ONNX file. */
export function modelKey({ name, version }: { name: string; version: string }, onnxSha256: string): string {
  return `${name}/${version}/${onnxSha256.slice(0, 16)}`
}
