import { TextgateError } from '@textgate/core'
import type { ModelDescription, ValueDescription } from '../inspect-model.ts'

/** Triton's names of element types, by those of ONNX. */
const TRITON_TYPES: Readonly<Record<string, string>> = {
  bool: 'TYPE_BOOL',
  uint8: 'TYPE_UINT8',
  uint16: 'TYPE_UINT16',
  uint32: 'TYPE_UINT32',
  uint64: 'TYPE_UINT64',
  int8: 'TYPE_INT8',
  int16: 'TYPE_INT16',
  int32: 'TYPE_INT32',
  int64: 'TYPE_INT64',
  float16: 'TYPE_FP16',
  bfloat16: 'TYPE_BF16',
  float: 'TYPE_FP32',
  double: 'TYPE_FP64',
  string: 'TYPE_STRING',
}

/** What a configuration for Triton says beside what the file says of itself. */
export interface TritonConfigOptions {
  /** Of the model, and of its folder. */
  readonly name: string
  /** Rows of a run at most, 1 or more. */
  readonly maxBatchSize: number
  /** Output that has a number for each label, and the file of the labels, a line each. */
  readonly labels: { readonly output: string; readonly file: string }
}

/**
 * `config.pbtxt`, the `ModelConfig` of Triton Inference Server in protobuf's text form, for an ONNX file: its inputs and outputs
 * without the batch, which Triton puts before `dims`; where there is nothing but the batch, Triton demands `[ 1 ]`, and reshapes.
 *
 * The dynamic batcher joins requests whose inputs have equal shapes. It does not wait for them.
 *
 * @throws EXPORT_UNSUPPORTED naming an input or output that has no batch or a type that Triton does not know
 */
export function tritonConfig(
  { inputs, outputs }: Pick<ModelDescription, 'inputs' | 'outputs'>,
  { name, maxBatchSize, labels }: TritonConfigOptions,
): string {
  const labelsOf = (output: string): string[] =>
    output === labels.output ? [`label_filename: ${JSON.stringify(labels.file)}`] : []
  return [
    `name: ${JSON.stringify(name)}`,
    'platform: "onnxruntime_onnx"',
    `max_batch_size: ${maxBatchSize}`,
    listOf(
      'input',
      inputs.map((input) => valueLines(input)),
    ),
    listOf(
      'output',
      outputs.map((output) => [...valueLines(output), ...labelsOf(output.name)]),
    ),
    ...batchingNote(inputs),
    'dynamic_batching { }',
    '',
  ].join('\n')
}

function valueLines(value: ValueDescription): string[] {
  const { name, type, shape } = value
  const [batch, ...rest] = shape
  const dataType = TRITON_TYPES[type]
  if (dataType === undefined || typeof batch !== 'string') throw unsupported(value)
  const dims = rest.map((size) => (typeof size === 'number' ? size : -1))
  return [
    `name: ${JSON.stringify(name)}`,
    `data_type: ${dataType}`,
    ...(dims.length > 0 ? [`dims: [ ${dims.join(', ')} ]`] : ['dims: [ 1 ]', 'reshape { shape: [ ] }']),
  ]
}

function batchingNote(inputs: readonly ValueDescription[]): string[] {
  const [varying] = inputs.filter(({ shape }) => shape.slice(1).some((size) => typeof size !== 'number'))
  if (!varying) return []
  return [
    `# Requests share a run where their ${varying.name} are equally long: pad them with 0 to one of a few lengths.`,
  ]
}

function listOf(field: string, messages: readonly (readonly string[])[]): string {
  const items = messages.map((lines) => `  {\n${lines.map((line) => `    ${line}\n`).join('')}  }`)
  return `${field} [\n${items.join(',\n')}\n]`
}

function unsupported({ name, type, shape }: ValueDescription): TextgateError {
  return new TextgateError(
    'EXPORT_UNSUPPORTED',
    `${name} is ${type} [${shape.join(', ')}], which Triton cannot batch; export the bundle again and use its model.onnx`,
    { details: { name, type, shape } },
  )
}
