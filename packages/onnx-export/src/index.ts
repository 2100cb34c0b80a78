export type { ParityEvidence } from './certify.ts'
export {
  type ClassifierGraphOptions,
  classifierGraph,
  ONNX_IR_VERSION,
  ONNX_OPSET,
} from './classifier-graph.ts'
export { encodeModel, encodeModelFiles, MAXIMUM_MODEL_BYTES, type ModelFiles } from './encode-model.ts'
export { type ExportOnnxOptions, exportOnnx } from './export-onnx.ts'
export {
  DEFAULT_TOP_K,
  type ExportTextOptions,
  exportText,
  type QuantizedNetwork,
  type TextEvidence,
} from './export-text.ts'
export type { GraphFacts } from './graph-metadata.ts'
export { type ImportedModel, importOnnx } from './import/import-onnx.ts'
export {
  inspectModel,
  type ModelDescription,
  type TensorDescription,
  type ValueDescription,
} from './inspect-model.ts'
export { inspectOnnxRuntime, type OnnxRuntimeReport } from './inspect-onnx-runtime.ts'
export { type KserveService, kserveManifest } from './layouts/kserve-manifest.ts'
export { TRITON_BATCH_SIZE, type TritonModel, tritonRepository } from './layouts/triton-repository.ts'
export type {
  AttributeValue,
  ElementType,
  GraphNode,
  Initializer,
  ModelGraph,
  Subgraph,
  ValueInfo,
} from './model-graph.ts'
export { PARITY_TEXTS, type ParitySource } from './parity-rows.ts'
export {
  DEFAULT_MIN_AGREEMENT,
  exportQuantized,
  type QuantizationEvidence,
  type WithWeights,
} from './quantization/export-quantized.ts'
export { isQuantization, QUANTIZATIONS, type Quantization } from './quantization/quantization.ts'
export { verifyQuantized } from './quantization/verify-quantized.ts'
export { formOfTextVariant, TEXT_VARIANT, textVariant } from './text-variant.ts'
export { type BundleVerification, verifyBundle } from './verify-bundle.ts'
export { PARITY_TOLERANCE, type VerifyParityOptions, verifyParity } from './verify-parity.ts'
export { type VerifyTextOptions, verifyText } from './verify-text.ts'
export { verifyTextVariant } from './verify-text-variant.ts'
