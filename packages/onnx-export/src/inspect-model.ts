import { TextgateError } from '@textgate/core'
import { decodeMessage } from './decode-message.ts'
import type { Message } from './encode-message.ts'
import { DATA_TYPES } from './onnx-messages.ts'

/** What an ONNX file says of itself. */
export interface ModelDescription {
  /** Who wrote it; empty where the file does not say. */
  readonly producer: { readonly name: string; readonly version: string }
  /** Version of the file format. */
  readonly irVersion: number
  /** Versions of the operators by domain; `ai.onnx` is the default domain. */
  readonly opsets: Readonly<Record<string, number>>
  readonly name: string
  readonly description: string
  /** Without initializers, which old files list among them. */
  readonly inputs: readonly ValueDescription[]
  readonly outputs: readonly ValueDescription[]
  /** Nodes of the main graph by operator, the most frequent first; outside the default domain `domain.Operator`. */
  readonly operators: Readonly<Record<string, number>>
  /** Initializers in the order of the file. */
  readonly tensors: readonly TensorDescription[]
  readonly metadata: Readonly<Record<string, string>>
}

/** An input or output. */
export interface ValueDescription {
  readonly name: string
  /** Element type, e.g. `float`; `unknown` for what is no tensor. */
  readonly type: string
  /** A number is fixed, a name varies from run to run, `?` is a dimension without either. */
  readonly shape: readonly (number | string)[]
}

/** A constant of the graph. */
export interface TensorDescription {
  readonly name: string
  readonly type: string
  readonly shape: readonly number[]
  readonly elements: number
  /** In the file, or in a file beside it; of strings 0. */
  readonly bytes: number
  /** The file beside it that holds the values; absent where they are in the model's. */
  readonly externalFile?: string
}

const DEFAULT_DOMAIN = 'ai.onnx'

/**
 * Reads what an ONNX file says of itself, of any program's file, without running it or copying its weights.
 *
 * @throws ONNX_INVALID where the bytes are no ONNX model, or only the beginning of one
 */
export function inspectModel(bytes: Uint8Array): ModelDescription {
  const model = modelOf(bytes)
  const graph = model.graph as Message
  const tensors = messagesOf(graph.initializer).map(tensorOf)
  const constants = new Set(tensors.map(({ name }) => name))
  const inputs = messagesOf(graph.input).map(interfaceOf)
  return {
    producer: { name: stringOf(model.producerName), version: stringOf(model.producerVersion) },
    irVersion: (model.irVersion as number | undefined) ?? 0,
    opsets: Object.fromEntries(
      messagesOf(model.opsetImport).map(({ domain, version }) => [
        stringOf(domain) || DEFAULT_DOMAIN,
        (version as number | undefined) ?? 0,
      ]),
    ),
    name: stringOf(graph.name),
    description: stringOf(graph.docString),
    inputs: inputs.filter(({ name }) => !constants.has(name)),
    outputs: messagesOf(graph.output).map(interfaceOf),
    operators: countOperators(messagesOf(graph.node)),
    tensors,
    metadata: Object.fromEntries(
      messagesOf(model.metadataProps).map(({ key, value }) => [stringOf(key), stringOf(value)]),
    ),
  }
}

function modelOf(bytes: Uint8Array): Message {
  let model: Message
  try {
    model = decodeMessage('Model', bytes)
  } catch (cause) {
    throw invalid(`it ends too soon, or is another kind of file (${(cause as Error).message})`, cause)
  }
  if (model.graph === undefined || messagesOf(model.opsetImport).length === 0) {
    throw invalid('it has no graph with a version of its operators')
  }
  return model
}

function invalid(reason: string, cause?: unknown): TextgateError {
  return new TextgateError('ONNX_INVALID', `the file is no ONNX model: ${reason}; copy it again`, {
    details: { reason },
    ...(cause === undefined ? {} : { cause }),
  })
}

function countOperators(nodes: readonly Message[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { opType, domain } of nodes) {
    const prefix =
      domain === undefined || domain === '' || domain === DEFAULT_DOMAIN ? '' : `${stringOf(domain)}.`
    const operator = prefix + stringOf(opType)
    counts.set(operator, (counts.get(operator) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)))
}

function tensorOf({ name, dims, dataType, externalData }: Message): TensorDescription {
  const shape = (dims ?? []) as readonly number[]
  const elements = shape.reduce((product, size) => product * size, 1)
  const { name: type, bits = 0 } = DATA_TYPES[dataType as number] ?? { name: 'unknown' }
  const location = messagesOf(externalData).find(({ key }) => key === 'location')
  return {
    ...{ name: stringOf(name), type, shape, elements, bytes: Math.ceil((elements * bits) / 8) },
    ...(location ? { externalFile: stringOf(location.value) } : {}),
  }
}

function interfaceOf({ name, type }: Message): ValueDescription {
  const tensor = (type as Message | undefined)?.tensorType as Message | undefined
  const dimensions = messagesOf((tensor?.shape as Message | undefined)?.dim)
  return {
    name: stringOf(name),
    type: DATA_TYPES[tensor?.elemType as number]?.name ?? 'unknown',
    shape: dimensions.map(
      ({ dimValue, dimParam }) => (dimValue ?? (stringOf(dimParam) || '?')) as number | string,
    ),
  }
}

function messagesOf(value: Message[string]): readonly Message[] {
  return (value ?? []) as readonly Message[]
}

function stringOf(value: Message[string]): string {
  return (value ?? '') as string
}
