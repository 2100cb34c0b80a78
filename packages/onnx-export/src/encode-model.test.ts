import { ONNX_METADATA } from '@textgate/core'
import fc from 'fast-check'
import protobuf from 'protobufjs'
import { expect, test } from 'vitest'
import { classifierGraph } from './classifier-graph.ts'
import { encodeModel, MAXIMUM_MODEL_BYTES } from './encode-model.ts'
import type { Initializer, ModelGraph } from './model-graph.ts'
import { sampleBundle } from './test/sample-bundle.ts'
import { VERSION } from './version.ts'

// The same messages as a schema of their own, read by protobufjs' reflection.
const ModelProto = protobuf
  .parse(`
  syntax = "proto2";
  message StringStringEntryProto { optional string key = 1; optional string value = 2; }
  message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
  message AttributeProto {
    optional string name = 1; optional int64 i = 3; optional bytes s = 4; repeated int64 ints = 8; optional int32 type = 20;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; optional string name = 3; optional string op_type = 4;
    repeated AttributeProto attribute = 5;
  }
  message TensorProto {
    repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8; optional bytes raw_data = 9;
  }
  message TypeProto {
    message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
    message Shape { repeated Dimension dim = 1; }
    message Tensor { optional int32 elem_type = 1; optional Shape shape = 2; }
    optional Tensor tensor_type = 1;
  }
  message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
  message GraphProto {
    repeated NodeProto node = 1; optional string name = 2; repeated TensorProto initializer = 5;
    optional string doc_string = 10; repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message ModelProto {
    optional int64 ir_version = 1; optional string producer_name = 2; optional string producer_version = 3;
    optional GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8;
    repeated StringStringEntryProto metadata_props = 14;
  }
`)
  .root.lookupType('ModelProto')

function bytesOf(data: Initializer['data']): Buffer {
  const numbers = data as Float32Array // a classifier of ids has no strings
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

test('another reader of the wire format finds the whole graph', () => {
  const graph = sampleGraph()
  const model = read(encodeModel(graph))
  expect(model.irVersion).toBe(8)
  expect(model.opsetImport).toEqual([{ domain: '', version: 17 }])
  expect(model.graph.name).toBe(graph.name)
  expect(model.graph.docString).toBe(graph.description)
  expect(model.graph.node.map(({ name }: { name: string }) => name)).toEqual(
    graph.nodes.map(({ name }) => name),
  )
  const gru = model.graph.node.find(({ opType }: { opType: string }) => opType === 'GRU')
  expect(
    gru.attribute.map(({ name, i, s }: Record<string, unknown>) => [
      name,
      i,
      s && Buffer.from(s as Uint8Array).toString(),
    ]),
  ).toEqual([
    ['direction', undefined, 'bidirectional'],
    ['hidden_size', 3, undefined],
    ['linear_before_reset', 1, undefined],
  ])
  expect(model.graph.initializer).toHaveLength(graph.initializers.length)
  for (const [i, { name, shape, data }] of graph.initializers.entries()) {
    const read = model.graph.initializer[i]
    expect(read.name).toBe(name)
    expect(read.dims ?? []).toEqual(shape)
    expect(Buffer.from(read.rawData)).toEqual(bytesOf(data))
  }
  const type = (elemType: number, dim: object[]) => ({ tensorType: { elemType, shape: { dim } } })
  expect(model.graph.input).toEqual([
    { name: 'ids', type: type(6, [{ dimParam: 'batch' }, { dimParam: 'length' }]) },
    { name: 'lengths', type: type(6, [{ dimParam: 'batch' }]) },
  ])
  expect(model.graph.output).toEqual([
    { name: 'probabilities', type: type(1, [{ dimParam: 'batch' }, { dimValue: 3 }]) },
    { name: 'label', type: type(7, [{ dimParam: 'batch' }]) },
    { name: 'answered', type: type(9, [{ dimParam: 'batch' }, { dimValue: 3 }]) },
  ])
})

test('labels, tokenizer fingerprint and versions stand in the metadata, the producer in its place', () => {
  const model = read(encodeModel(sampleGraph()))
  expect([model.producerName, model.producerVersion]).toEqual(['textgate', VERSION])
  const metadata = Object.fromEntries(
    model.metadataProps.map(({ key, value }: Record<string, string>) => [key, value]),
  )
  expect(JSON.parse(metadata[ONNX_METADATA.labels])).toEqual(['billing', '退款', 'other'])
  expect(metadata[ONNX_METADATA.tokenizerFingerprint]).toBe('f'.repeat(64))
  expect(JSON.parse(metadata[ONNX_METADATA.versions])).toEqual({
    '@textgate/onnx-export': VERSION,
    '@textgate/trainer': '0.1.0',
    node: '20.20.2',
  })
})

test('any text in metadata and any tensor survive the wire', () => {
  const strings = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(fc.array(fc.tuple(strings, strings)), fc.float32Array(), (metadata, data) => {
      const tensor: Initializer = { name: 'values', type: 'float', shape: [data.length], data }
      const model = read(encodeModel({ ...sampleGraph(), metadata, initializers: [tensor] }))
      const entries = (model.metadataProps ?? []).map(({ key, value }: Record<string, string>) => [
        key,
        value,
      ])
      expect(entries).toEqual(metadata)
      expect(Buffer.from(model.graph.initializer[0].rawData)).toEqual(Buffer.from(data.buffer))
    }),
  )
})

test('equal graphs give equal bytes, whatever the order in which versions were collected', () => {
  const { manifest, weights } = sampleBundle()
  const bytes = (versions: Record<string, string>) =>
    Buffer.from(encodeModel(classifierGraph(manifest.config.model, weights, { ...manifest, versions })))
  expect(bytes({ a: '1', b: '2' }).equals(bytes({ b: '2', a: '1' }))).toBe(true)
})

test('weights are views of what was given until the file is written', () => {
  const { manifest, weights } = sampleBundle()
  const graph = classifierGraph(manifest.config.model, weights, manifest)
  const embedding = graph.initializers.find(({ name }) => name === 'embedding')
  expect(embedding?.data).toBe(weights.get('embedding')?.data)
})

test('a file beyond 2 GiB is refused by its largest tensor, before memory is taken for it', () => {
  const data = new Float32Array(2 ** 24) // 64 MiB, referred to 33 times
  const initializers = Array.from({ length: 33 }, (_, i): Initializer => {
    return { name: `part ${i}`, type: 'float', shape: [data.length], data }
  })
  const large: Initializer = {
    name: 'embedding',
    type: 'float',
    shape: [2 ** 24 + 1],
    data: new Float32Array(2 ** 24 + 1),
  }
  expect(() => encodeModel({ ...sampleGraph(), initializers: [...initializers, large] })).toThrow(
    expect.objectContaining({
      code: 'EXPORT_UNSUPPORTED',
      details: { bytes: expect.any(Number), maximumBytes: MAXIMUM_MODEL_BYTES, largest: 'embedding' },
    }),
  )
})

function sampleGraph(): ModelGraph {
  const { manifest, weights } = sampleBundle()
  return classifierGraph(manifest.config.model, weights, manifest)
}

// biome-ignore lint/suspicious/noExplicitAny: a decoded message has no static type
function read(bytes: Uint8Array): any {
  return ModelProto.toObject(ModelProto.decode(bytes), { longs: Number })
}
