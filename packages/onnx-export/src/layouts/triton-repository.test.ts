import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { classifierGraph } from '../classifier-graph.ts'
import { encodeModel } from '../encode-model.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { tritonConfig } from './triton-config.ts'
import { tritonRepository } from './triton-repository.ts'

const { manifest, weights } = sampleBundle()
const onnx = encodeModel(classifierGraph(manifest.config.model, weights, manifest))
const labels = manifest.labels

test('the repository has configuration, labels and the model itself, below its name', () => {
  const files = tritonRepository({ name: 'tickets', onnx, labels })
  expect([...files.keys()]).toEqual(['tickets/config.pbtxt', 'tickets/labels.txt', 'tickets/1/model.onnx'])
  expect(files.get('tickets/labels.txt')).toBe('billing\n退款\nother\n')
  expect(files.get('tickets/1/model.onnx')).toBe(onnx)
})

test('a person can read the configuration', () => {
  const files = tritonRepository({ name: 'tickets', onnx, labels, maxBatchSize: 8 })
  expect(files.get('tickets/config.pbtxt')).toMatchInlineSnapshot(`
    "name: "tickets"
    platform: "onnxruntime_onnx"
    max_batch_size: 8
    input [
      {
        name: "ids"
        data_type: TYPE_INT32
        dims: [ -1 ]
      },
      {
        name: "lengths"
        data_type: TYPE_INT32
        dims: [ 1 ]
        reshape { shape: [ ] }
      }
    ]
    output [
      {
        name: "probabilities"
        data_type: TYPE_FP32
        dims: [ 3 ]
        label_filename: "labels.txt"
      },
      {
        name: "label"
        data_type: TYPE_INT64
        dims: [ 1 ]
        reshape { shape: [ ] }
      },
      {
        name: "answered"
        data_type: TYPE_BOOL
        dims: [ 3 ]
      }
    ]
    # Requests share a run where their ids are equally long: pad them with 0 to one of a few lengths.
    dynamic_batching { }
    "
  `)
})

describe('what Triton could not serve is refused by name', () => {
  test.each([
    ['../tickets', labels, 64, 'CONFIG_INVALID'],
    ['', labels, 64, 'CONFIG_INVALID'],
    ['tickets', ['one', 'two\nlines', 'three'], 64, 'EXPORT_UNSUPPORTED'],
    ['tickets', labels, 0, 'CONFIG_INVALID'],
  ])('name %j, labels %j, %i rows', (name, names, maxBatchSize, code) => {
    expect(() => tritonRepository({ name, onnx, labels: names, maxBatchSize })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test.each([
    ['float', [2, 3]],
    ['complex64', ['batch']],
    ['float', []],
  ])('an input of %s %j', (type, shape) => {
    const described = { inputs: [{ name: 'x', type, shape }], outputs: [] }
    expect(() => tritonConfig(described, OPTIONS)).toThrow(
      expect.objectContaining({ code: 'EXPORT_UNSUPPORTED', details: { name: 'x', type, shape } }),
    )
  })
})

const OPTIONS = { name: 'tickets', maxBatchSize: 4, labels: { output: 'probabilities', file: 'labels.txt' } }

const python =
  process.env.TEXTGATE_PYTHON ?? fileURLToPath(new URL('../../../../.cache/venv/bin/python', import.meta.url))
const missing = existsSync(python) ? await whyMissing() : `${python} does not exist; set TEXTGATE_PYTHON`
if (missing !== undefined) console.log(`protobuf's own parser is skipped: ${missing}`)

describe.skipIf(missing !== undefined)('protobuf reads the configuration as a ModelConfig', () => {
  test('of a file that takes ids: the batch stands in no dims, and a bare batch is reshaped', async () => {
    const text = tritonRepository({ name: 'tickets', onnx, labels, maxBatchSize: 8 }).get(
      'tickets/config.pbtxt',
    )
    expect(await parsed(text as string)).toEqual({
      name: 'tickets',
      platform: 'onnxruntime_onnx',
      max_batch_size: 8,
      input: [
        { name: 'ids', data_type: 'TYPE_INT32', dims: ['-1'] },
        { name: 'lengths', data_type: 'TYPE_INT32', dims: ['1'], reshape: {} },
      ],
      output: [
        { name: 'probabilities', data_type: 'TYPE_FP32', dims: ['3'], label_filename: 'labels.txt' },
        { name: 'label', data_type: 'TYPE_INT64', dims: ['1'], reshape: {} },
        { name: 'answered', data_type: 'TYPE_BOOL', dims: ['3'] },
      ],
      dynamic_batching: {},
    })
  })

  test('of a file that takes text, whose requests can all share runs', async () => {
    const text = tritonConfig(
      {
        inputs: [{ name: 'text', type: 'string', shape: ['batch'] }],
        outputs: [{ name: 'probabilities', type: 'float', shape: ['batch', 2] }],
      },
      OPTIONS,
    )
    expect(text).not.toContain('#')
    expect(await parsed(text)).toMatchObject({
      input: [{ name: 'text', data_type: 'TYPE_STRING', dims: ['1'], reshape: {} }],
      output: [{ dims: ['2'], label_filename: 'labels.txt' }],
    })
  })
})

async function parsed(text: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, ['-c', SCRIPT, text])
  return JSON.parse(stdout)
}

async function whyMissing(): Promise<string | undefined> {
  try {
    await promisify(execFile)(python, ['-c', 'from google.protobuf import text_format'])
    return undefined
  } catch {
    return `${python} has no protobuf`
  }
}

/** The part of triton-inference-server/common's model_config.proto that is written, with its numbers; unknown fields fail. */
const SCRIPT = `
import sys
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, text_format
F = descriptor_pb2.FieldDescriptorProto
file = descriptor_pb2.FileDescriptorProto(name='model_config.proto', package='inference', syntax='proto3')
types = 'INVALID BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 FP32 FP64 STRING BF16'.split()
enum = file.enum_type.add(name='DataType')
for number, name in enumerate(types):
    enum.value.add(name='TYPE_' + name, number=number)
def message(name, *fields):
    made = file.message_type.add(name=name)
    for field, number, kind, repeated in fields:
        added = made.field.add(name=field, number=number, label=F.LABEL_REPEATED if repeated else F.LABEL_OPTIONAL)
        if isinstance(kind, str):
            added.type_name = '.inference.' + kind
            added.type = F.TYPE_ENUM if kind == 'DataType' else F.TYPE_MESSAGE
        else:
            added.type = kind
S, I = F.TYPE_STRING, F.TYPE_INT64
message('ModelTensorReshape', ('shape', 1, I, True))
message('ModelInput', ('name', 1, S, False), ('data_type', 2, 'DataType', False), ('dims', 4, I, True), ('reshape', 5, 'ModelTensorReshape', False))
message('ModelOutput', ('name', 1, S, False), ('data_type', 2, 'DataType', False), ('dims', 3, I, True), ('label_filename', 4, S, False), ('reshape', 5, 'ModelTensorReshape', False))
message('ModelDynamicBatching')
message('ModelConfig', ('name', 1, S, False), ('platform', 2, S, False), ('max_batch_size', 4, F.TYPE_INT32, False), ('input', 5, 'ModelInput', True), ('output', 6, 'ModelOutput', True), ('dynamic_batching', 11, 'ModelDynamicBatching', False))
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
config = message_factory.GetMessageClass(pool.FindMessageTypeByName('inference.ModelConfig'))()
text_format.Parse(sys.argv[1], config)
print(json_format.MessageToJson(config, preserving_proto_field_name=True))
`
