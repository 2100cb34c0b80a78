import { type ExternalData, externalDataFile, TextgateError } from '@textgate/core'
import { encodeMessage, joinPieces, type Message } from './encode-message.ts'
import { type ExternalPlaces, externalPlaces } from './external-places.ts'
import type {
  AttributeValue,
  GraphNode,
  Initializer,
  ModelGraph,
  Subgraph,
  ValueInfo,
} from './model-graph.ts'
import { ATTRIBUTE_TYPES, ELEMENT_TYPES } from './onnx-messages.ts'

/** `TensorProto.DataLocation`. */
const EXTERNAL = 1

/** Protobuf refuses messages from 2 GiB on; ONNX Runtime and `onnx.load` then cannot read the file. */
export const MAXIMUM_MODEL_BYTES = 2 ** 31 - 1

/**
 * The bytes of a `.onnx` file. Equal graphs give equal bytes; weights are copied once, into the result.
 *
 * @throws EXPORT_UNSUPPORTED naming the largest tensor when the file would exceed protobuf's limit of 2 GiB
 */
export function encodeModel(graph: ModelGraph): Uint8Array<ArrayBuffer> {
  const message = encodeMessage('Model', modelMessage(graph))
  if (message.length > MAXIMUM_MODEL_BYTES) throw tooLarge(graph, message.length)
  return joinPieces(message)
}

/** A model's file, and that of its weights where one alone would be too large. */
export interface ModelFiles {
  readonly onnx: Uint8Array
  readonly externalData?: ExternalData | undefined
}

/** The files of an exported model. */
export function filesOf({ onnx, externalData }: ModelFiles): ModelFiles {
  return { onnx, externalData }
}

/**
 * The bytes of a `.onnx` file, or of two: beyond what protobuf can hold, the weights go to a file beside it.
 *
 * @param file - name of the model's file
 * @param maximumBytes - of the model's file; protobuf's limit unless given
 */
export function encodeModelFiles(
  graph: ModelGraph,
  file: string,
  maximumBytes: number = MAXIMUM_MODEL_BYTES,
): ModelFiles {
  const message = encodeMessage('Model', modelMessage(graph))
  if (message.length <= maximumBytes) return { onnx: joinPieces(message) }
  const location = externalDataFile(file)
  const { places, data } = externalPlaces(graph.initializers, location)
  const referring = encodeMessage('Model', modelMessage(graph, places))
  return { onnx: joinPieces(referring), externalData: { file: location, data } }
}

function modelMessage(graph: ModelGraph, places: ExternalPlaces = new Map()): Message {
  return {
    irVersion: graph.irVersion,
    producerName: graph.producer.name,
    producerVersion: graph.producer.version,
    graph: {
      node: graph.nodes.map(nodeMessage),
      name: graph.name,
      initializer: graph.initializers.map((initializer) => tensorMessage(initializer, places)),
      docString: graph.description,
      input: graph.inputs.map(valueMessage),
      output: graph.outputs.map(valueMessage),
      ...(graph.values ? { valueInfo: graph.values.map(valueMessage) } : {}),
    },
    opsetImport: [
      { domain: '', version: graph.opset },
      ...Object.entries(graph.domains ?? {}).map(([domain, version]) => ({ domain, version })),
    ],
    metadataProps: graph.metadata.map(([key, value]) => ({ key, value })),
  }
}

function nodeMessage({ name, operator, domain, inputs, outputs, attributes }: GraphNode): Message {
  return {
    input: inputs,
    output: outputs,
    name,
    opType: operator,
    attribute: Object.entries(attributes).map(([member, value]) => attributeMessage(member, value)),
    ...(domain === undefined ? {} : { domain }),
  }
}

function attributeMessage(name: string, value: AttributeValue): Message {
  if (typeof value === 'number') return { name, i: value, type: ATTRIBUTE_TYPES.int }
  if (typeof value === 'string') return { name, s: utf8(value), type: ATTRIBUTE_TYPES.string }
  if (!isList(value)) return { name, g: subgraphMessage(value), type: ATTRIBUTE_TYPES.graph }
  if (isStrings(value)) return { name, strings: value.map(utf8), type: ATTRIBUTE_TYPES.strings }
  return { name, ints: value, type: ATTRIBUTE_TYPES.ints }
}

function isList(value: AttributeValue): value is readonly number[] | readonly string[] {
  return Array.isArray(value)
}

function isStrings(value: readonly number[] | readonly string[]): value is readonly string[] {
  return typeof value[0] === 'string'
}

function subgraphMessage({ name, nodes, inputs, outputs }: Subgraph): Message {
  return {
    node: nodes.map(nodeMessage),
    name,
    input: inputs.map(valueMessage),
    output: outputs.map(valueMessage),
  }
}

function tensorMessage({ name, type, shape, data }: Initializer, places: ExternalPlaces): Message {
  const header = { dims: shape, dataType: ELEMENT_TYPES[type], name }
  if (type === 'string') return { ...header, stringData: data.map(utf8) }
  const place = places.get(name)
  if (place) return { ...header, externalData: place, dataLocation: EXTERNAL }
  // Raw data is little-endian; so is every platform that Node and ONNX Runtime run on together.
  return { ...header, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function valueMessage({ name, type, shape }: ValueInfo): Message {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }))
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } }
}

function tooLarge(graph: ModelGraph, bytes: number): TextgateError {
  const largest = graph.initializers
    .filter((initializer) => initializer.type !== 'string')
    .reduce((a, b) => (b.data.byteLength > a.data.byteLength ? b : a))
  return new TextgateError(
    'EXPORT_UNSUPPORTED',
    `model.onnx would take ${bytes} bytes, more than the ${MAXIMUM_MODEL_BYTES} of a protobuf file, ` +
      `${largest.data.byteLength} of them for ${largest.name}; lower tokenizer.maxVocabulary, ` +
      'model.embeddingSize or model.hiddenSize and train again',
    { details: { bytes, maximumBytes: MAXIMUM_MODEL_BYTES, largest: largest.name } },
  )
}
