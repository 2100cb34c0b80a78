import { type ModelConfig, type NamedWeights, POOLINGS, parseModelConfig } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { classifierGraph } from './classifier-graph.ts'
import type { ModelGraph } from './model-graph.ts'
import { sampleBundle } from './test/sample-bundle.ts'

const { manifest, weights } = sampleBundle({ model: { layers: 2, pooling: 'max-mean-attention' } })

test('a person can read the graph by its names', () => {
  const { nodes } = graphOf({ layers: 2, pooling: 'last' })
  expect(nodes.map(({ name, inputs, outputs }) => `${name}: ${inputs} -> ${outputs}`)).toEqual([
    'ids_by_time/Transpose: ids -> ids_by_time',
    'embedded/Gather: embedding,ids_by_time -> embedded',
    'gru.0/GRU: embedded,gru.0.kernel,gru.0.recurrent,gru.0.bias,lengths -> gru.0.states',
    'gru.0.by_row/Transpose: gru.0.states -> gru.0.by_row',
    'gru.0.output/Reshape: gru.0.by_row,shape.step -> gru.0.output',
    'gru.1/GRU: gru.0.output,gru.1.kernel,gru.1.recurrent,gru.1.bias,lengths -> ,gru.1.final',
    'pooled.by_row/Transpose: gru.1.final -> pooled.by_row',
    'pooled/Reshape: pooled.by_row,shape.row -> pooled',
    'gru.logits/Gemm: pooled,head.kernel,head.bias -> gru.logits',
    'probabilities/Softmax: gru.logits -> probabilities',
    'label/ArgMax: probabilities -> label',
    'answered.best/ArgMax: probabilities -> answered.best',
    'answered/Equal: answered.best,answered.labels -> answered',
  ])
})

test('head multi ends in a sigmoid, and the file tells head and thresholds; head ordinal has the graph of single', () => {
  const bundle = sampleBundle({ model: { head: 'multi' } })
  const { nodes, metadata } = classifierGraph(bundle.manifest.config.model, bundle.weights, {
    ...bundle.manifest,
    rule: { head: 'multi' as const, thresholds: [0.5, 0.25, 0.75] },
  })
  expect(nodes.slice(-3).map(({ name }) => name)).toEqual([
    ...['probabilities/Sigmoid', 'label/ArgMax', 'answered/GreaterOrEqual'],
  ])
  expect(metadata).toContainEqual(['textgate.head', 'multi'])
  expect(metadata).toContainEqual(['textgate.thresholds', '[0.5,0.25,0.75]'])
  expect(graphOf({ head: 'ordinal' }).nodes).toEqual(graphOf({}).nodes)
  expect(graphOf({}).metadata.map(([key]) => key)).not.toContain('textgate.head')
})

test('n-grams are stock operators beside the encoder, and the answer is the mean of both', () => {
  const { nodes, opset } = graphOf({ ngrams: 2, pooling: 'last' })
  const made = (name: string) => nodes.find((node) => node.outputs.includes(name))
  const hashing = 'Cast Pad Slice Mul Add Add Mod Add'
  const rows = nodes.slice(nodes.findIndex(({ name }) => name === 'ids.int64/Cast'))
  expect(
    rows
      .slice(0, 8)
      .map(({ operator }) => operator)
      .join(' '),
  ).toBe(hashing)
  expect(made('ngrams.sorted')?.operator).toBe('TopK')
  expect(made('ngrams.run_lengths')?.attributes).toEqual({ axis: 1, reduction: 'add' })
  expect(made('ngrams.sums')?.operator).toBe('MatMul')
  expect(made('logits')?.inputs).toEqual(['logits.sum', 'half'])
  expect(opset).toBe(17)
})

test('n-grams that are counted as often as they occur need no sorting', () => {
  const { nodes } = graphOf({ ngrams: 2, ngramWeighting: 'count' })
  expect(nodes.map(({ operator }) => operator)).not.toContain('TopK')
  expect(nodes.find(({ name }) => name === 'ngrams.factor/Div')).toBeDefined()
})

test('inputs and outputs have the shared names and types, batch and length vary', () => {
  const { inputs, outputs } = graphOf({})
  expect(inputs).toEqual([
    { name: 'ids', type: 'int32', shape: ['batch', 'length'] },
    { name: 'lengths', type: 'int32', shape: ['batch'] },
  ])
  expect(outputs).toEqual([
    { name: 'probabilities', type: 'float', shape: ['batch', 3] },
    { name: 'label', type: 'int64', shape: ['batch'] },
    { name: 'answered', type: 'bool', shape: ['batch', 3] },
  ])
})

test('the GRU operator resets after the recurrent product and reads both directions', () => {
  const of = (model: Partial<ModelConfig>) =>
    graphOf(model).nodes.find(({ operator }) => operator === 'GRU')?.attributes
  expect(of({})).toEqual({ direction: 'bidirectional', hidden_size: 3, linear_before_reset: 1 })
  expect(of({ bidirectional: false })?.direction).toBe('forward')
})

test('the LSTM and the simple RNN are the operators of that name, on the same inputs', () => {
  const of = (encoder: 'lstm' | 'rnn', operator: string) =>
    graphOf({ encoder }).nodes.find((node) => node.operator === operator)
  expect(of('lstm', 'LSTM')?.attributes).toEqual({ direction: 'bidirectional', hidden_size: 3 })
  expect(of('rnn', 'RNN')?.inputs).toEqual([
    'embedded',
    'rnn.0.kernel',
    'rnn.0.recurrent',
    'rnn.0.bias',
    'lengths',
  ])
})

test('gates of the LSTM stand in ONNX’s order: input, output, forget, cell', () => {
  const { nodes, initializers } = graphOf({ encoder: 'lstm', bidirectional: false })
  expect(nodes.some(({ operator }) => operator === 'LSTM')).toBe(true)
  const ours = sampleBundle({ model: { encoder: 'lstm', bidirectional: false } }).weights
  const bias = initializers.find(({ name }) => name === 'lstm.0.bias')?.data as Float32Array
  const expected = ['bias', 'recurrentBias'].flatMap((part) => {
    const { data } = ours.get(`lstm.0.forward.${part}`)!
    return [0, 3, 1, 2].flatMap((gate) => [...data.slice(3 * gate, 3 * gate + 3)])
  })
  expect([...bias]).toEqual(expected)
})

test('convolutions pad each width so that there is a state a token, and mask the padding first', () => {
  const { nodes } = graphOf({ encoder: 'cnn', filterWidths: [1, 2, 5] })
  const convolutions = nodes.filter(({ operator }) => operator === 'Conv')
  expect(convolutions.map(({ attributes }) => attributes)).toEqual([
    { kernel_shape: [1], pads: [0, 0] },
    { kernel_shape: [2], pads: [0, 1] },
    { kernel_shape: [5], pads: [2, 2] },
  ])
  const { inputs } = nodes.find(({ name }) => name === 'embedded.real/Mul')!
  expect(inputs).toEqual(['embedded', 'real_tokens'])
})

test('the linear model has no embedding and reads the n-grams alone', () => {
  const { nodes, initializers, description } = graphOf({ encoder: 'linear', ngrams: 2 })
  expect(initializers.some(({ name }) => name === 'embedding')).toBe(false)
  expect(nodes.find(({ operator }) => operator === 'Softmax')?.inputs).toEqual(['ngrams.logits'])
  expect(description).toMatch(/^Text classifier of textgate: n-grams up to 2, 3 labels\./)
})

test('each part of a pooling is made of stock operators, and the parts stand side by side in their order', () => {
  const { nodes } = graphOf({ pooling: 'last-max-mean-attention', attentionHeads: 3 })
  const of = (name: string) => nodes.find((node) => node.outputs.includes(name))
  expect(of('pooled')?.inputs).toEqual(['last', 'max', 'mean', 'attention'])
  expect(nodes.find(({ operator }) => operator === 'GRU')?.outputs).toEqual(['gru.0.states', 'gru.0.final'])
  expect(of('attention.softmax')?.attributes).toEqual({ axis: 2 })
})

test('kernels are transposed and biases joined, direction by direction', () => {
  const { initializers } = graphOf({})
  const tensor = (name: string) => initializers.find((initializer) => initializer.name === name)
  expect(tensor('gru.0.kernel')?.shape).toEqual([2, 9, 5])
  expect(tensor('gru.0.recurrent')?.shape).toEqual([2, 9, 3])
  expect(tensor('gru.0.bias')?.shape).toEqual([2, 18])
  const source = sampleBundle().weights
  // Row 7, column 2 of the backward W is row 2, column 7 of the kernel.
  expect(tensor('gru.0.kernel')?.data[45 + 7 * 5 + 2]).toBe(
    source.get('gru.0.backward.kernel')?.data[2 * 9 + 7],
  )
  expect(tensor('gru.0.bias')?.data[18 + 9 + 4]).toBe(source.get('gru.0.backward.recurrentBias')?.data[4])
})

test('every value is made once and before it is read', () => {
  const networks: Partial<ModelConfig>[] = [
    ...POOLINGS.map((pooling) => ({ pooling, layers: 3 })),
    ...(['lstm', 'rnn', 'cnn', 'linear'] as const).map((encoder) => ({ encoder })),
    { ngramWeighting: 'count' },
  ]
  for (const network of networks) {
    const { nodes, inputs, initializers } = graphOf({ ngrams: 4, ...network })
    const made = new Set([...inputs, ...initializers].map(({ name }) => name))
    for (const node of nodes) {
      for (const name of node.inputs) expect(name === '' || made.has(name), `${node.name} ${name}`).toBe(true)
      for (const name of node.outputs.filter((output) => output !== '')) {
        expect(made.has(name)).toBe(false)
        made.add(name)
      }
    }
    expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length)
    expect(new Set(initializers.map(({ name }) => name)).size).toBe(initializers.length)
  }
})

describe('a configuration that the exporter does not know is refused by key', () => {
  test.each([
    ['model.poolingSize', { poolingSize: 2 }],
    ['model.encoder', { encoder: 'transformer' }],
    ['model.pooling', { pooling: 'median' }],
    ['model.ngramWeighting', { ngramWeighting: 'bm25' }],
    ['model.dropout.recurrent', { dropout: { embedding: 0, layer: 0, pooled: 0, recurrent: 0.1 } }],
  ])('%s', (key, change) => {
    const config = { ...manifest.config.model, ...change } as unknown as ModelConfig
    expect(() => classifierGraph(config, weights, manifest)).toThrow(
      expect.objectContaining({ code: 'EXPORT_UNSUPPORTED', details: expect.objectContaining({ key }) }),
    )
  })

  test('and every configuration that core knows today is not', () => {
    expect(Object.keys(parseModelConfig()).sort()).toEqual(Object.keys(manifest.config.model).sort())
    expect(() => classifierGraph(manifest.config.model, weights, manifest)).not.toThrow()
  })
})

describe('weights that do not fit are refused by name', () => {
  const changed = (name: string, change: (shape: readonly number[], data: Float32Array) => object) => {
    const { shape, data } = weights.get(name)!
    return new Map(weights).set(name, { shape, data, ...change(shape, data) })
  }
  const without = (name: string): NamedWeights =>
    new Map([...weights].filter(([candidate]) => candidate !== name))

  test.each([...weights.keys()])('%s is missing', (name) => expectInvalid(without(name), name, 'is missing'))

  test.each([...weights.keys()])('%s has another shape', (name) =>
    expectInvalid(
      changed(name, (shape) => ({ shape: [...shape, 1] })),
      name,
      'has shape',
    ),
  )

  test('data shorter than its shape', () =>
    expectInvalid(
      changed('gru.1.forward.bias', (_, data) => ({ data: data.subarray(1) })),
      'gru.1.forward.bias',
      'has 8 values',
    ))

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d among the values', (value) =>
    expectInvalid(
      changed('embedding', (_, data) => ({ data: data.with(40, value) })),
      'embedding',
      'holds a value that is NaN or infinite',
    ),
  )

  test('a weight that the network has no place for', () =>
    expectInvalid(
      new Map(weights).set('convolution.kernel', { shape: [1], data: Float32Array.of(1) }),
      'convolution.kernel',
      'has no place',
    ))

  test('an embedding of another vocabulary', () => {
    const options = { ...manifest, vocabularySize: 24 }
    expect(() => classifierGraph(manifest.config.model, weights, options)).toThrow(
      expect.objectContaining({ code: 'WEIGHTS_INVALID', details: { name: 'embedding' } }),
    )
  })

  function expectInvalid(broken: NamedWeights, name: string, reason: string): void {
    expect(() => classifierGraph(manifest.config.model, broken, manifest)).toThrow(
      expect.objectContaining({
        code: 'WEIGHTS_INVALID',
        details: { name },
        message: expect.stringContaining(`weight ${name} ${reason}`),
      }),
    )
  }
})

function graphOf(model: Partial<ModelConfig>): ModelGraph {
  const bundle = sampleBundle({ model: { pooling: 'max-mean', ...model } })
  return classifierGraph(bundle.manifest.config.model, bundle.weights, bundle.manifest)
}
