import { TextgateError } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifierGraph } from './classifier-graph.ts'
import { decodeMessage } from './decode-message.ts'
import { encodeMessage, type Message } from './encode-message.ts'
import { encodeModel } from './encode-model.ts'
import { inspectModel } from './inspect-model.ts'
import type { ONNX_MESSAGES } from './onnx-messages.ts'
import { sampleBundle } from './test/sample-bundle.ts'

const { manifest, weights } = sampleBundle()
const graph = classifierGraph(manifest.config.model, weights, manifest)
const onnx = encodeModel(graph)

const bytesOf = (name: keyof typeof ONNX_MESSAGES, message: Message): Uint8Array =>
  joined(encodeMessage(name, message).pieces)
const joined = (pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces))

describe('what a file says of itself', () => {
  const found = inspectModel(onnx)

  test('is what was written into it', () => {
    expect(found).toMatchObject({
      ...{ name: graph.name, description: graph.description, irVersion: graph.irVersion },
      ...{ producer: graph.producer, opsets: { 'ai.onnx': graph.opset } },
      ...{ inputs: graph.inputs, outputs: graph.outputs },
      metadata: Object.fromEntries(graph.metadata),
    })
  })

  test('counts every node once, by operator, the most frequent first', () => {
    const counts = Object.values(found.operators)
    expect(counts).toEqual([...counts].sort((a, b) => b - a))
    for (const [operator, times] of Object.entries(found.operators)) {
      expect(graph.nodes.filter((node) => node.operator === operator)).toHaveLength(times)
    }
    expect(counts.reduce((total, times) => total + times, 0)).toBe(graph.nodes.length)
  })

  test('knows every tensor with its size', () => {
    expect(found.tensors).toEqual(
      graph.initializers.map(({ name, type, shape, data }) => ({
        ...{ name, type, shape, elements: data.length, bytes: (data as Float32Array).byteLength },
      })),
    )
  })
})

describe('files of other programs', () => {
  const tensor = (more: Message): Message => ({ name: 'w', dims: [3, 5], ...more })
  const model = (more: Message): Uint8Array =>
    bytesOf('Model', { irVersion: 10, opsetImport: [{ version: 21 }], graph: more })

  test.each([
    ['int8', 3, 15],
    ['int4', 22, 8],
    ['bfloat16', 16, 30],
    ['string', 8, 0],
  ])('a tensor of %s takes the bytes that its elements do', (type, dataType, bytes) => {
    const [found] = inspectModel(model({ initializer: [tensor({ dataType })] })).tensors
    expect(found).toEqual({ name: 'w', type, shape: [3, 5], elements: 15, bytes })
  })

  test('operators of other domains stand with them, and weights beside the file with its name', () => {
    const node = (opType: string, domain: string): Message => ({ opType, domain })
    const { operators, tensors } = inspectModel(
      model({
        node: [node('Tokenizer', 'com.microsoft'), node('Gemm', ''), node('Gemm', 'ai.onnx')],
        initializer: [
          tensor({ dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: 'weights.bin' }] }),
        ],
      }),
    )
    expect(operators).toEqual({ Gemm: 2, 'com.microsoft.Tokenizer': 1 })
    expect(tensors[0]).toMatchObject({ externalFile: 'weights.bin', bytes: 60 })
  })

  test('weights that are listed among the inputs are none, and a dimension without a name is a question mark', () => {
    const tensorType = { elemType: 1, shape: { dim: [{}, { dimValue: 5 }] } }
    const value = (name: string): Message => ({ name, type: { tensorType } })
    const { inputs } = inspectModel(
      model({ initializer: [tensor({ dataType: 1 })], input: [value('w'), value('x')] }),
    )
    expect(inputs).toEqual([{ name: 'x', type: 'float', shape: ['?', 5] }])
  })
})

test('every beginning of a file, and any other bytes, are refused by name or described', () => {
  const codeOf = (bytes: Uint8Array): string => {
    try {
      inspectModel(bytes)
      return 'described'
    } catch (error) {
      return error instanceof TextgateError ? error.code : String(error)
    }
  }
  // The operators' version comes after the graph, so that no file that was cut off in its weights has one.
  const graphEnd = onnx.length - 600
  fc.assert(
    fc.property(fc.integer({ min: 0, max: graphEnd }), (end) => {
      expect(codeOf(onnx.subarray(0, end))).toBe('ONNX_INVALID')
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(['described', 'ONNX_INVALID']).toContain(codeOf(bytes))
    }),
  )
})

test('any message comes back from its bytes, and what another version adds is passed over', () => {
  const string = fc.string({ unit: 'binary' })
  const attribute = fc.record({ name: string, i: fc.maxSafeInteger(), s: fc.uint8Array({ minLength: 1 }) })
  const node = fc.record({
    input: fc.array(string, { minLength: 1 }),
    opType: string,
    attribute: fc.array(attribute, { minLength: 1 }),
  })
  fc.assert(
    fc.property(node, (message) => {
      const bytes = bytesOf('Node', message)
      expect(decodeMessage('Node', bytes)).toEqual(message)
      const added = Uint8Array.of(0xf8, 0x07, 0x05, 0xfd, 0x07, 1, 2, 3, 4) // fields 127: a varint, then four bytes
      expect(decodeMessage('Node', joined([added, bytes, added]))).toEqual(message)
    }),
  )
  // Dimensions of a file that packs repeated integers.
  expect(decodeMessage('Tensor', Uint8Array.of(0x0a, 3, 2, 0x80, 1))).toEqual({ dims: [2, 128] })
})
