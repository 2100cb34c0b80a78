import {
  type Bundle,
  isTextgateError,
  type NamedWeights,
  type ProbabilityModel,
  type TextgateError,
} from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { classifierGraph } from './classifier-graph.ts'
import { encodeModel } from './encode-model.ts'
import { exportOnnx } from './export-onnx.ts'
import type { GraphNode, ModelGraph } from './model-graph.ts'
import { plainNetwork } from './test/plain-network.ts'
import { sampleBundle, sampleTexts } from './test/sample-bundle.ts'
import { verifyParity } from './verify-parity.ts'

const bundle = sampleBundle({ model: { ngrams: 3, pooling: 'max-mean-attention', attentionHeads: 2 } })
const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
const texts = sampleTexts([5, 12, 2, 0, 7], 23)

describe('parity is refused', () => {
  test.each([...bundle.weights.keys()])('when the file was written with another %s', async (name) => {
    const error = await refusal(() => exportOnnx(perturbed(name, 0.01), { reference, texts }))
    expect(error.code).toBe('PARITY_FAILED')
    expect(error.details).toMatchObject({ kind: expect.any(String), row: expect.any(Number) })
    expect(error.details.difference).toBeGreaterThan(1e-5)
    expect(error.message).toContain('more than 0.00001')
  })

  test('when only the longest texts differ', async () => {
    const wrongWhenLong = model(async (batch) => {
      const answers = await reference.predict(batch)
      batch.lengths.forEach((length, row) => {
        if (length !== 12) return
        answers[row * 3] = (answers[row * 3] as number) + 2e-5
      })
      return answers
    })
    const error = await refusal(() =>
      exportOnnx(bundle, { reference: wrongWhenLong, texts: sampleTexts([5, 2], 23) }),
    )
    expect(error.details).toMatchObject({ kind: 'longest', row: 0 })
  })

  test('when only empty texts differ', async () => {
    const wrongWhenEmpty = model(async (batch) => {
      const answers = await reference.predict(batch)
      return batch.lengths.includes(0) ? answers.map((p) => p + 1e-4) : answers
    })
    const error = await refusal(() =>
      exportOnnx(bundle, { reference: wrongWhenEmpty, texts: sampleTexts([5], 23) }),
    )
    expect(error.details).toMatchObject({ kind: 'empty', row: 0 })
  })

  test('when padding changes an answer', async () => {
    // Without the lengths the graph reads padding as tokens.
    const error = await refusalOf(
      edited((node) => (node.operator === 'GRU' ? { ...node, inputs: node.inputs.slice(0, 4) } : node)),
    )
    expect(error.code).toBe('PARITY_FAILED')
  })

  const masks = ['real', 'states.for_max', 'states.zeroed', 'has_tokens', 'ngrams.real', 'ngrams.present']
  const attentionMasks = ['attention.real', 'attention.scores.real', 'attention.weights']
  test.each([...masks, ...attentionMasks])('when the mask %s is inverted', async (value) => {
    const graph = graphOf(bundle)
    const inverted = graph.nodes.flatMap((node): GraphNode[] => {
      if (node.outputs[0] !== value) return [node]
      if (node.operator === 'Where') {
        const [condition, yes, no] = node.inputs as [string, string, string]
        return [{ ...node, inputs: [condition, no, yes] }]
      }
      const straight = { ...node, outputs: [`${value}.straight`] }
      return [straight, nodeOf('Not', [`${value}.straight`], value)]
    })
    const error = await refusalOf({ ...graph, nodes: inverted })
    expect(error.code).toBe('PARITY_FAILED')
  })

  test('when the label output does not name the best class', async () => {
    const error = await refusalOf(
      edited((node) => (node.operator === 'ArgMax' ? { ...node, operator: 'ArgMin' } : node)),
    )
    expect(error.code).toBe('PARITY_FAILED')
    expect(error.details).toMatchObject({ label: expect.any(Number), best: expect.any(Number) })
  })

  test('when the exported model answers NaN', async () => {
    const error = await refusalOf({
      ...graphOf(bundle),
      initializers: graphOf(bundle).initializers.map((tensor) =>
        tensor.name === 'head.bias' && tensor.type === 'float'
          ? { ...tensor, data: tensor.data.map(() => Number.NaN) }
          : tensor,
      ),
    })
    expect(error.code).toBe('PARITY_FAILED')
    expect(error.details.difference).toBeNull()
  })

  test('when probabilities have another shape', async () => {
    const error = await refusalOf(graphOf(bundle), { classes: 2 })
    expect(error.code).toBe('PARITY_FAILED')
    expect(error.message).toContain('probabilities')
  })

  test('when the label is no int64', async () => {
    const graph = edited((node) => (node.outputs[0] === 'label' ? { ...node, outputs: ['label64'] } : node))
    const cast: GraphNode = { ...nodeOf('Cast', ['label64'], 'label'), attributes: { to: 6 } }
    const outputs = graph.outputs.map((output) =>
      output.name === 'label' ? { ...output, type: 'int32' as const } : output,
    )
    const error = await refusalOf({ ...graph, nodes: [...graph.nodes, cast], outputs })
    expect(error.message).toContain('output label is int32 [')
  })

  test('when the trained model answers NaN', async () => {
    const broken = model(async (batch) => (await reference.predict(batch)).map(() => Number.NaN))
    const error = await refusal(() => exportOnnx(bundle, { reference: broken, texts }))
    expect(error.code).toBe('PARITY_FAILED')
    expect(error.message).toContain('trained model')
  })

  test('when the trained model answers for other classes', async () => {
    const broken = model(async (batch) => new Float32Array(batch.size * 2))
    const error = await refusal(() => exportOnnx(bundle, { reference: broken, texts }))
    expect(error.code).toBe('PARITY_FAILED')
  })
})

describe('a label may change', () => {
  // Two equal classes: the labels differ only by which of them is the first.
  const even = withWeights(
    new Map(
      [...bundle.weights].map(([name, { shape, data }]) => [
        name,
        { shape, data: /^(head|ngrams)\./.test(name) ? data.map(() => 0) : data },
      ]),
    ),
  )

  test('within the tolerance, and is counted', async () => {
    const leaning = model(async (batch) =>
      Float32Array.from({ length: batch.size * 3 }, (_, i) => (i % 3 === 1 ? 1 / 3 + 5e-6 : 1 / 3)),
    )
    const { certificate } = await exportOnnx(even, { reference: leaning, texts })
    expect(certificate.labelChanges).toBeGreaterThan(0)
    expect(certificate.largestDifference).toBeLessThan(1e-5)
  })

  test('not beyond it, even where each probability is close enough', async () => {
    const leaning = model(async (batch) =>
      Float32Array.from({ length: batch.size * 3 }, (_, i) => 1 / 3 + [-8e-6, 8e-6, 0][i % 3]!),
    )
    const error = await refusal(() => exportOnnx(even, { reference: leaning, texts }))
    expect(error.code).toBe('PARITY_FAILED')
    expect(error.details).toMatchObject({ label: 0, best: 1 })
  })
})

describe('texts are refused', () => {
  test.each([
    ['none', []],
    ['empty ones only', [new Int32Array(0), new Int32Array(0)]],
  ])('%s', async (_, given) => {
    const error = await refusal(() => exportOnnx(bundle, { reference, texts: given }))
    expect(error.code).toBe('PARITY_NEEDS_TEXTS')
  })

  test.each([-1, 23, 2 ** 30])('with id %i outside the vocabulary', async (id) => {
    const error = await refusal(() =>
      exportOnnx(bundle, { reference, texts: [...texts, Int32Array.of(3, id)] }),
    )
    expect(error.code).toBe('PARITY_NEEDS_TEXTS')
    expect(error.details).toMatchObject({ row: 5, id })
  })
})

test('a file that ONNX Runtime does not load is refused', async () => {
  const error = await refusalOf(edited((node) => ({ ...node, operator: 'Nonsense' })))
  expect(error.code).toBe('MODEL_FAILED')
  expect(error.message).toContain('Nonsense')
})

function perturbed(name: string, by: number): Bundle {
  const weight = bundle.weights.get(name)
  if (weight === undefined) throw new Error(name)
  return withWeights(
    new Map(bundle.weights).set(name, {
      // Not the same for all values: softmax does not see a shift of the whole head bias.
      ...weight,
      data: weight.data.map((value, i) => value + (i % 2 === 0 ? by : -by)),
    }),
  )
}

function withWeights(weights: NamedWeights): Bundle {
  return { ...bundle, weights }
}

function graphOf({ manifest, weights }: Bundle): ModelGraph {
  return classifierGraph(manifest.config.model, weights, manifest)
}

function edited(edit: (node: GraphNode) => GraphNode): ModelGraph {
  const graph = graphOf(bundle)
  return { ...graph, nodes: graph.nodes.map(edit) }
}

function nodeOf(operator: string, inputs: readonly string[], output: string): GraphNode {
  return { name: `${output}/${operator}`, operator, inputs, outputs: [output], attributes: {} }
}

function model(predict: ProbabilityModel['predict']): ProbabilityModel {
  return { predict }
}

function refusalOf(graph: ModelGraph, { classes = 3 } = {}): Promise<TextgateError> {
  const onnx = encodeModel(graph)
  return refusal(() =>
    verifyParity({ onnx, reference: classes === 3 ? reference : flat(classes), texts, classes, ...sizes }),
  )
}

const sizes = { vocabularySize: 23, maxLength: 12, opset: 17 }

function flat(classes: number): ProbabilityModel {
  return model(async (batch) => new Float32Array(batch.size * classes).fill(1 / classes))
}

async function refusal(run: () => Promise<unknown>): Promise<TextgateError> {
  try {
    await run()
  } catch (error) {
    if (isTextgateError(error)) return error
    throw error
  }
  throw new Error('it was not refused')
}
