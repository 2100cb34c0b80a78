/** How one member of a message is written. */
export interface MessageField {
  readonly number: number
  readonly type: 'int' | 'string' | 'bytes' | MessageName
  readonly repeated?: true
}

/** Messages of the subset. */
export type MessageName =
  | 'Model'
  | 'StringStringEntry'
  | 'OperatorSetId'
  | 'Graph'
  | 'Node'
  | 'Attribute'
  | 'Tensor'
  | 'ValueInfo'
  | 'Type'
  | 'TensorType'
  | 'TensorShape'
  | 'Dimension'

/**
 * The part of ONNX's wire format that textgate writes: member names, field numbers and types of `onnx.proto`
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), each message's fields in ascending order, as protobuf's own
 * serialiser writes them. `int` is any varint: int32, int64 or an enum.
 */
export const ONNX_MESSAGES: Readonly<Record<MessageName, Readonly<Record<string, MessageField>>>> = {
  Model: {
    irVersion: { number: 1, type: 'int' },
    producerName: { number: 2, type: 'string' },
    producerVersion: { number: 3, type: 'string' },
    graph: { number: 7, type: 'Graph' },
    opsetImport: { number: 8, type: 'OperatorSetId', repeated: true },
    metadataProps: { number: 14, type: 'StringStringEntry', repeated: true },
  },
  StringStringEntry: {
    key: { number: 1, type: 'string' },
    value: { number: 2, type: 'string' },
  },
  OperatorSetId: {
    domain: { number: 1, type: 'string' },
    version: { number: 2, type: 'int' },
  },
  Graph: {
    node: { number: 1, type: 'Node', repeated: true },
    name: { number: 2, type: 'string' },
    initializer: { number: 5, type: 'Tensor', repeated: true },
    docString: { number: 10, type: 'string' },
    input: { number: 11, type: 'ValueInfo', repeated: true },
    output: { number: 12, type: 'ValueInfo', repeated: true },
  },
  Node: {
    input: { number: 1, type: 'string', repeated: true },
    output: { number: 2, type: 'string', repeated: true },
    name: { number: 3, type: 'string' },
    opType: { number: 4, type: 'string' },
    attribute: { number: 5, type: 'Attribute', repeated: true },
  },
  Attribute: {
    name: { number: 1, type: 'string' },
    i: { number: 3, type: 'int' },
    s: { number: 4, type: 'bytes' },
    ints: { number: 8, type: 'int', repeated: true },
    type: { number: 20, type: 'int' },
  },
  Tensor: {
    dims: { number: 1, type: 'int', repeated: true },
    dataType: { number: 2, type: 'int' },
    name: { number: 8, type: 'string' },
    rawData: { number: 9, type: 'bytes' },
  },
  ValueInfo: {
    name: { number: 1, type: 'string' },
    type: { number: 2, type: 'Type' },
  },
  Type: {
    tensorType: { number: 1, type: 'TensorType' },
  },
  TensorType: {
    elemType: { number: 1, type: 'int' },
    shape: { number: 2, type: 'TensorShape' },
  },
  TensorShape: {
    dim: { number: 1, type: 'Dimension', repeated: true },
  },
  Dimension: {
    dimValue: { number: 1, type: 'int' },
    dimParam: { number: 2, type: 'string' },
  },
}

/** `AttributeProto.AttributeType`. */
export const ATTRIBUTE_TYPES = { int: 2, string: 3, ints: 7 } as const

/** `TensorProto.DataType`. */
export const ELEMENT_TYPES = { float: 1, int32: 6, int64: 7 } as const
