import {
  type ModelConfig,
  type NamedWeights,
  parseModelConfig,
  pooledWidth,
  poolingParts,
  type WeightTensor,
} from '@textgate/core'
import { importRefused } from './import-refused.ts'
import type { ImportedNetwork } from './imported-network.ts'
import type { NetworkOptions } from './network-options.ts'
import type { DirectionWeights, LayerWeights, NetworkParts } from './network-parts.ts'
import { twoOutputs } from './two-outputs.ts'

/**
 * Puts a network together: its configuration from the shapes, its weights by our names.
 *
 * @throws IMPORT_UNSUPPORTED naming a layer that does not follow from the one before, or a head of another width
 */
export function networkOf(
  parts: NetworkParts,
  { pooling = 'last', head = 'single' }: NetworkOptions,
  notes: readonly string[],
): ImportedNetwork {
  const { embedding, layers } = parts
  const [vocabularySize, embeddingSize] = shapeOf('the embedding', embedding, 2)
  const [first] = layers
  const hiddenSize = first.forward.recurrent.shape[0] as number
  const isBidirectional = first.backward !== undefined
  const statesWidth = hiddenSize * (isBidirectional ? 2 : 1)
  layers.forEach((layer, i) => {
    checkLayer(layer, first, i === 0 ? (embeddingSize as number) : statesWidth)
  })
  if (poolingParts(pooling).includes('attention')) {
    throw importRefused(
      `pooling ${pooling} has no counterpart among the layers of torch and Keras; choose from last, max and mean`,
      { pooling },
    )
  }
  const config = parseModelConfig({
    ...{ encoder: first.cell, embeddingSize, hiddenSize, layers: layers.length },
    ...{ bidirectional: isBidirectional, pooling, head, ngrams: 0 },
  })
  const { kernel, bias } = twoOutputs(parts.headKernel, parts.headBias, head)
  checkHead(kernel, bias, config, statesWidth)
  const weights: NamedWeights = new Map([
    ['embedding', embedding],
    ...layers.flatMap((layer, i) => namedLayer(`${first.cell}.${i}`, layer)),
    ['head.kernel', kernel],
    ['head.bias', bias],
  ])
  for (const [name, { data }] of weights) {
    if (data.some((value) => !Number.isFinite(value))) {
      throw importRefused(`weight ${name} holds a value that is NaN or infinite; train again`, { name })
    }
  }
  return {
    config,
    weights,
    vocabularySize: vocabularySize as number,
    classes: bias.data.length,
    notes,
  }
}

function namedLayer(prefix: string, { forward, backward }: LayerWeights): [string, WeightTensor][] {
  const named = (direction: string, weights: DirectionWeights): [string, WeightTensor][] =>
    Object.entries(weights).map(([part, tensor]) => [`${prefix}.${direction}.${part}`, tensor])
  return [...named('forward', forward), ...(backward ? named('backward', backward) : [])]
}

/** Our layers are of one kind and size. */
function checkLayer(layer: LayerWeights, first: LayerWeights, inputs: number): void {
  const { name, cell, forward, backward } = layer
  const refuse = (reason: string): never => {
    throw importRefused(`layer ${name} ${reason}`, { layer: name })
  }
  if (cell !== first.cell)
    refuse(
      `is of kind ${cell}, and ${first.name} of kind ${first.cell}; the layers of a network are of one kind`,
    )
  if ((backward === undefined) !== (first.backward === undefined)) {
    refuse(`reads another number of directions than ${first.name}; all layers of a network read one, or both`)
  }
  const width = first.forward.kernel.shape[1] as number
  const hidden = first.forward.recurrent.shape[0] as number
  for (const { kernel, recurrent, bias, recurrentBias } of backward ? [forward, backward] : [forward]) {
    if (recurrent.shape.join() !== [hidden, width].join()) {
      refuse(
        `has ${recurrent.shape[0]} hidden units, and ${first.name} ${hidden}; the layers of a network have equally many`,
      )
    }
    if (kernel.shape.join() !== [inputs, width].join()) {
      refuse(
        `reads ${kernel.shape[0]} numbers a token, where what comes before it gives ${inputs}; see --names`,
      )
    }
    if ([bias, recurrentBias].some(({ shape }) => shape.join() !== String(width))) {
      refuse(`has biases of other lengths than ${width}`)
    }
  }
}

function checkHead(kernel: WeightTensor, bias: WeightTensor, config: ModelConfig, statesWidth: number): void {
  const [inputs, outputs] = shapeOf('the kernel of the head', kernel, 2)
  const wanted = pooledWidth(config, statesWidth)
  if (inputs !== wanted) {
    throw importRefused(
      `the head reads ${inputs} numbers, where pooling ${config.pooling} of ${statesWidth} states gives ${wanted}; name the pooling of the network with --pooling, e.g. last, max, mean or max-mean`,
      { pooling: config.pooling, found: inputs, expected: wanted },
    )
  }
  if (bias.shape.join() !== String(outputs)) {
    throw importRefused(`the bias of the head has shape [${bias.shape.join(', ')}], not [${outputs}]`, {})
  }
}

function shapeOf(what: string, { shape }: WeightTensor, axes: number): readonly number[] {
  if (shape.length === axes) return shape
  throw importRefused(`${what} has shape [${shape.join(', ')}], not ${axes} axes; see --names`, { shape })
}
