import { type Batch, PADDING_ID, textWidth } from '@textgate/core'
import { type Block, gatherRows, type Kernels, matrixAt, PackedRows } from '@textgate/kernels'
import { dropoutOf } from '../dropout-of.ts'
import type { Encoder } from '../encoders/encoder.ts'
import type { KernelStep, KernelWeights } from '../kernels/kernel-step.ts'
import { BlockScope } from '../kernels/wasm/block-scope.ts'
import { denseBackward, denseForward } from '../kernels/wasm/dense-blocks.ts'
import { dropBlock } from '../kernels/wasm/drop-block.ts'
import type { Network } from '../network.ts'
import { compositionOf } from '../windows/composition-of.ts'
import { readingOf } from '../windows/reading.ts'

/**
 * The encoder's part of a step: from ids to logits, and back to the gradients of all its weights.
 *
 * @throws RangeError when the batch is malformed, see `checkBatch`; KERNEL_MEMORY_EXHAUSTED and what else kernels throw
 */
export function encoderStep(
  kernels: Kernels,
  network: Network,
  encoder: Encoder,
  batch: Batch,
  { weights, dropoutSeed, gradientOf }: KernelStep,
): void {
  const { size } = batch
  const { config, sizes } = network
  const { embeddingSize } = config
  const dropout = dropoutOf(config, { training: true, dropoutSeed })
  const reading = readingOf(batch, network)
  const { rows: packed } = reading
  const ofEmbedded = { rows: packed.ids.length, width: embeddingSize }
  const width = encoder.statesWidth(config)
  const ofTexts = { rows: size, width: textWidth(config, width) }
  const scope = new BlockScope(kernels)
  try {
    const rows = scope.keep(new PackedRows(kernels.memory, packed.rowsAtStep, packed.size))
    const embedded = embeddedTokens(scope, weights, packed.ids, embeddingSize)
    dropBlock(kernels, embedded, ofEmbedded, dropout('embedding'))
    const weight = (name: string): Block => weights.values(name)
    const input = { config, batch: packed, rows, embedded, weight, dropout }
    const encoded = encoder.encodeBlocks(scope, input, true) // states [tokens, width]
    const composition = { config, reading, width, rows, weight }
    const texts = compositionOf(config).composeBlocks(scope, composition, encoded.states) // vectors [size, text]
    dropBlock(kernels, texts.vectors, ofTexts, dropout('pooled'))
    const head = {
      ...{ x: texts.vectors, kernel: weights.values('head.kernel'), bias: weights.values('head.bias') },
      ...{ batch: size, inputs: ofTexts.width, outputs: sizes.classes },
    }
    const logits = scope.floats(size * sizes.classes)
    denseForward(kernels, head, logits)

    const dLogits = scope.floatsOf(gradientOf(logits.floats))
    const dVectors = scope.floats(size * ofTexts.width)
    const gradient = (name: string): Block => weights.gradient(name)
    const ofHead = { x: dVectors, kernel: gradient('head.kernel'), bias: gradient('head.bias') }
    denseBackward(kernels, head, dLogits, ofHead)
    dropBlock(kernels, dVectors, ofTexts, dropout('pooled'))
    const dStates = texts.backward(dVectors, gradient)
    const dEmbedded = gradient('embedding')
    encoded.backward(dStates, { embedded: dEmbedded, weight: gradient })
    dropBlock(kernels, dEmbedded, ofEmbedded, dropout('embedding'))
    // Ids are ascending. The padding's row never moves.
    if (packed.ids[0] === PADDING_ID) dEmbedded.floats.fill(0, 0, embeddingSize)
  } finally {
    scope.freeAll()
  }
}

/** Float32, shape [ids.length, width]. */
function embeddedTokens(scope: BlockScope, weights: KernelWeights, ids: Int32Array, width: number): Block {
  const rows = ids.length
  const embedded = scope.floats(rows * width)
  const table = matrixAt(weights.rows('embedding', ids), width)
  const picked = { table, ids: scope.integersOf(ids), values: matrixAt(embedded, width), rows, width }
  gatherRows(scope.kernels, picked)
  return embedded
}
