import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { padBatch } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { classifierGraph } from './classifier-graph.ts'
import { encodeModel } from './encode-model.ts'
import { importOnnx } from './import/import-onnx.ts'
import { inspectModel } from './inspect-model.ts'
import { QUANTIZATIONS, type Quantization } from './quantization/quantization.ts'
import { computedWeights, quantizeWeights } from './quantization/quantize-weights.ts'
import { quantizedGraph } from './quantization/quantized-graph.ts'
import { plainNetwork } from './test/plain-network.ts'
import { sampleBundle, sampleTexts } from './test/sample-bundle.ts'

const python =
  process.env.TEXTGATE_PYTHON ?? fileURLToPath(new URL('../../../.cache/venv/bin/python', import.meta.url))
const missing = await whyMissing()
if (missing !== undefined) console.log(`python peers are skipped: ${missing}`)

type PeerFile = (typeof variants)[number] & {
  readonly form: Quantization | 'float32'
  /** Largest difference of a probability. */
  readonly tolerance: number
  readonly i: number
}

/** One file of each kind of graph. */
const variants = [
  ...(['last', 'max', 'mean', 'max-mean', 'attention', 'last-max-mean-attention'] as const).flatMap(
    (pooling) =>
      [true, false].map((bidirectional) => ({
        ...{ encoder: 'gru' as const, pooling, bidirectional, ngrams: 0 },
        layers: bidirectional ? 2 : 1,
      })),
  ),
  ...(['lstm', 'rnn'] as const).flatMap((encoder) =>
    (['last', 'max-mean'] as const).map((pooling) => ({
      ...{ encoder, pooling, bidirectional: true, layers: 2, ngrams: 0 },
    })),
  ),
  { encoder: 'cnn' as const, pooling: 'max-attention' as const, bidirectional: true, layers: 1, ngrams: 2 },
  ...(['gru', 'cnn'] as const).flatMap((encoder) =>
    (['windows', 'hierarchical'] as const).map((longText) => ({
      ...{
        encoder,
        pooling: encoder === 'cnn' ? ('max-mean' as const) : ('last-max-mean-attention' as const),
      },
      ...{ bidirectional: true, layers: 1, ngrams: 2 },
      ...{ longText, windowLength: 5, windowOverlap: 2 },
    })),
  ),
  { encoder: 'linear' as const, pooling: 'max-mean' as const, bidirectional: true, layers: 1, ngrams: 3 },
]

/** Files of rounded weights, too; those of int8-bulk round states as well. */
const files: readonly PeerFile[] = [
  ...variants.map((variant) => ({ ...variant, form: 'float32' as const, tolerance: 2e-6 })),
  ...QUANTIZATIONS.flatMap((form) =>
    variants
      .filter(({ encoder, layers }) => encoder !== 'linear' && encoder !== 'cnn' && layers === 1)
      .slice(-3)
      .concat(variants.filter(({ encoder }) => encoder === 'lstm'))
      .map((variant) => ({ ...variant, form, tolerance: form === 'int8-bulk' ? 0.03 : 2e-6 })),
  ),
].map((file, i) => ({ ...file, i }))

describe.skipIf(missing !== undefined)('ONNX tools of Python', () => {
  let folder = ''
  let seen: Record<string, unknown>[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'textgate-onnx-'))
    const paths = await Promise.all(
      files.map(async (_, i) => {
        const path = join(folder, `${i}.onnx`)
        await writeFile(path, fileOf(i).onnx)
        return path
      }),
    )
    const { ids, lengths, size, length } = padBatch(texts, 15)
    const inputs = { ids: [...ids], lengths: [...lengths], shape: [size, length] }
    const { stdout } = await promisify(execFile)(
      python,
      ['-c', SCRIPT, JSON.stringify({ files: paths, inputs })],
      {
        maxBuffer: 2 ** 26,
      },
    )
    seen = JSON.parse(stdout)
  }, 120_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each(files)(
    'accept $form of $encoder, $pooling, bidirectional $bidirectional, and infer the same shapes',
    ({ i }) => {
      expect(seen[i]).toMatchObject({
        checked: true,
        outputs: [
          ['probabilities', ['batch', 3]],
          ['label', ['batch']],
          ['answered', ['batch', 3]],
        ],
      })
    },
  )

  test.each(files)(
    'answer alike for $form of $encoder, $pooling, bidirectional $bidirectional',
    async ({ i, tolerance }) => {
      const expected = await fileOf(i).reference.predict(padBatch(texts))
      const { probabilities, labels } = seen[i] as { probabilities: number[]; labels: number[] }
      expected.forEach((probability, p) => {
        expect(Math.abs(probability - (probabilities[p] as number))).toBeLessThan(tolerance)
      })
      const best = texts.map((_, r) => {
        const row = [...expected.subarray(r * 3, r * 3 + 3)]
        return row.indexOf(Math.max(...row))
      })
      expect(labels).toEqual(best)
    },
  )

  test('write the same bytes again that they read', () => {
    expect(seen.map(({ sameBytes }) => sameBytes)).toEqual(files.map(() => true))
  })

  test('read the labels from the metadata', () => {
    const metadata = seen[0]?.metadata as Record<string, string> | undefined
    expect(JSON.parse(metadata?.['textgate.labels'] ?? '')).toEqual(['billing', '退款', 'other'])
  })
})

test.skipIf(missing !== undefined)(
  'inspectModel finds in a file of theirs what they put into it',
  async () => {
    const { stdout } = await promisify(execFile)(python, ['-c', FOREIGN_FILE])
    const found = inspectModel(Buffer.from(stdout.trim(), 'base64'))
    expect(found).toEqual({
      producer: { name: 'a peer', version: '3' },
      irVersion: 9,
      opsets: { 'ai.onnx': 20, 'com.example': 1 },
      name: 'foreign',
      description: '',
      inputs: [{ name: 'x', type: 'float', shape: ['rows', 4] }],
      outputs: [{ name: 'y', type: 'float', shape: ['rows', 2] }],
      operators: { Gemm: 1, 'com.example.Odd': 1 },
      tensors: [
        { name: 'floats', type: 'float', shape: [4, 2], elements: 8, bytes: 32 },
        { name: 'bytes', type: 'int8', shape: [3, 7], elements: 21, bytes: 21 },
        { name: 'words', type: 'string', shape: [2], elements: 2, bytes: 0 },
      ],
      metadata: { author: '某人' },
    })
  },
)

test.skipIf(missing !== undefined)(
  'a file that ONNX Runtime has quantised is refused; one with the same weights in another graph is imported',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'textgate-onnx-'))
    try {
      const source = join(folder, 'source.onnx')
      const { manifest, weights } = sampleBundle({ model: { pooling: 'max-mean-attention' } })
      const onnx = encodeModel(classifierGraph(manifest.config.model, weights, manifest))
      await writeFile(source, onnx)
      await promisify(execFile)(python, ['-c', CHANGED_FILES, folder])
      const imported = async (name: string) => importOnnx(await readFile(join(folder, name)))
      await expect(imported('quantised.onnx')).rejects.toMatchObject({ code: 'IMPORT_UNSUPPORTED' })
      for (const name of ['optimised.onnx', 'saved.onnx']) {
        expect((await imported(name)).weights, name).toEqual(weights)
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  60_000,
)

const texts = sampleTexts([5, 0, 12, 1, 7], 23)

function fileOf(i: number) {
  const { form, tolerance: _, i: __, ...variant } = files[i] as PeerFile
  const { manifest, weights } = sampleBundle({ model: variant })
  const { model } = manifest.config
  if (form !== 'float32') {
    const rounded = quantizeWeights(weights, form)
    return {
      onnx: encodeModel(quantizedGraph(model, rounded, manifest, form)),
      reference: plainNetwork(model, computedWeights(rounded)),
    }
  }
  return {
    onnx: encodeModel(classifierGraph(model, weights, manifest)),
    reference: plainNetwork(model, weights),
  }
}

async function whyMissing(): Promise<string | undefined> {
  if (!existsSync(python)) return `${python} does not exist; set TEXTGATE_PYTHON`
  try {
    await promisify(execFile)(python, ['-c', 'import numpy, onnx, onnxruntime'])
    return undefined
  } catch (error) {
    return `${python} cannot import numpy, onnx and onnxruntime (${String(error).split('\n').at(-2)})`
  }
}

const SCRIPT = `
import json, sys
import numpy, onnx, onnxruntime
asked = json.loads(sys.argv[1])
shape = asked['inputs']['shape']
ids = numpy.array(asked['inputs']['ids'], numpy.int32).reshape(shape)
lengths = numpy.array(asked['inputs']['lengths'], numpy.int32)
seen = []
for path in asked['files']:
    onnx.checker.check_model(path, full_check=True)
    data = open(path, 'rb').read()
    model = onnx.load_from_string(data)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    unknown = [n.name for n in inferred.graph.value_info if not n.type.tensor_type.HasField('shape')]
    assert not unknown, unknown
    session = onnxruntime.InferenceSession(path)
    probabilities, labels = session.run(['probabilities', 'label'], {'ids': ids, 'lengths': lengths})
    seen.append({
        'checked': True,
        'sameBytes': model.SerializeToString(deterministic=True) == data,
        'outputs': [[o.name, [d.dim_param or d.dim_value for d in o.type.tensor_type.shape.dim]] for o in inferred.graph.output],
        'probabilities': probabilities.flatten().tolist(),
        'labels': labels.tolist(),
        'metadata': session.get_modelmeta().custom_metadata_map,
    })
print(json.dumps(seen))
`

const CHANGED_FILES = `
import sys
import onnx, onnxruntime
from onnxruntime.quantization import quantize_dynamic
folder = sys.argv[1]
quantize_dynamic(folder + '/source.onnx', folder + '/quantised.onnx')
options = onnxruntime.SessionOptions()
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
options.optimized_model_filepath = folder + '/optimised.onnx'
onnxruntime.InferenceSession(folder + '/source.onnx', options)
onnx.save(onnx.load(folder + '/source.onnx'), folder + '/saved.onnx')
`

/** Values in typed fields, packed, and in raw bytes; attributes and operators that textgate does not use. */
const FOREIGN_FILE = `
import base64
import numpy, onnx
from onnx import TensorProto, helper, numpy_helper
graph = helper.make_graph(
    [
        helper.make_node('Gemm', ['x', 'floats'], ['h'], alpha=0.5),
        helper.make_node('Odd', ['h', 'bytes', 'words'], ['y'], domain='com.example', body=helper.make_tensor('t', TensorProto.FLOAT, [1], [2.0])),
    ],
    'foreign',
    [helper.make_tensor_value_info('x', TensorProto.FLOAT, ['rows', 4])],
    [helper.make_tensor_value_info('y', TensorProto.FLOAT, ['rows', 2])],
    [
        helper.make_tensor('floats', TensorProto.FLOAT, [4, 2], [float(i) for i in range(8)]),
        numpy_helper.from_array(numpy.zeros((3, 7), numpy.int8), 'bytes'),
        helper.make_tensor('words', TensorProto.STRING, [2], [b'a', b'b']),
    ],
)
model = helper.make_model(graph, producer_name='a peer', producer_version='3', ir_version=9, opset_imports=[helper.make_opsetid('', 20), helper.make_opsetid('com.example', 1)])
helper.set_model_props(model, {'author': '某人'})
print(base64.b64encode(model.SerializeToString()).decode())
`
