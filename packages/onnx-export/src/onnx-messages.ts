/** How one member of a message is written. */
export interface MessageField {
  readonly number: number
  readonly type: 'int' | 'float' | 'string' | 'bytes' | MessageName
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
 * The part of ONNX's wire format that textgate writes and reads: member names, field numbers and types of `onnx.proto`
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
    valueInfo: { number: 13, type: 'ValueInfo', repeated: true },
  },
  Node: {
    input: { number: 1, type: 'string', repeated: true },
    output: { number: 2, type: 'string', repeated: true },
    name: { number: 3, type: 'string' },
    opType: { number: 4, type: 'string' },
    attribute: { number: 5, type: 'Attribute', repeated: true },
    domain: { number: 7, type: 'string' },
  },
  Attribute: {
    name: { number: 1, type: 'string' },
    i: { number: 3, type: 'int' },
    s: { number: 4, type: 'bytes' },
    g: { number: 6, type: 'Graph' },
    ints: { number: 8, type: 'int', repeated: true },
    strings: { number: 9, type: 'bytes', repeated: true },
    type: { number: 20, type: 'int' },
  },
  Tensor: {
    dims: { number: 1, type: 'int', repeated: true },
    dataType: { number: 2, type: 'int' },
    stringData: { number: 6, type: 'bytes', repeated: true },
    name: { number: 8, type: 'string' },
    rawData: { number: 9, type: 'bytes' },
    externalData: { number: 13, type: 'StringStringEntry', repeated: true },
    dataLocation: { number: 14, type: 'int' },
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
export const ATTRIBUTE_TYPES = { int: 2, string: 3, graph: 5, ints: 7, strings: 8 } as const

/** `TensorProto.DataType` of what textgate writes. */
export const ELEMENT_TYPES = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  uint4: 21,
  int4: 22,
} as const

/** Every `TensorProto.DataType` by its number: its name, and the bits of an element; a string has none that are fixed. */
export const DATA_TYPES: Readonly<Record<number, { readonly name: string; readonly bits?: number }>> = {
  1: { name: 'float', bits: 32 },
  2: { name: 'uint8', bits: 8 },
  3: { name: 'int8', bits: 8 },
  4: { name: 'uint16', bits: 16 },
  5: { name: 'int16', bits: 16 },
  6: { name: 'int32', bits: 32 },
  7: { name: 'int64', bits: 64 },
  8: { name: 'string' },
  9: { name: 'bool', bits: 8 },
  10: { name: 'float16', bits: 16 },
  11: { name: 'double', bits: 64 },
  12: { name: 'uint32', bits: 32 },
  13: { name: 'uint64', bits: 64 },
  14: { name: 'complex64', bits: 64 },
  15: { name: 'complex128', bits: 128 },
  16: { name: 'bfloat16', bits: 16 },
  17: { name: 'float8e4m3fn', bits: 8 },
  18: { name: 'float8e4m3fnuz', bits: 8 },
  19: { name: 'float8e5m2', bits: 8 },
  20: { name: 'float8e5m2fnuz', bits: 8 },
  21: { name: 'uint4', bits: 4 },
  22: { name: 'int4', bits: 4 },
  23: { name: 'float4e2m1', bits: 4 },
}
