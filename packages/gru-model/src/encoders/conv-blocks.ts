import {
  type Block,
  fillZero,
  gatherRows,
  matrixAt,
  relu,
  reluBackward,
  segmentSums,
} from '@textgate/kernels'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import { type BlockConv, convBackward, convForward } from '../kernels/wasm/conv-products.ts'
import { clearGaps, type TextLayout, textLayout } from '../kernels/wasm/text-layout.ts'
import type { BlockEncoderInput, EncodedBlocks, EncoderGradients } from './encoder.ts'
import { type TextPlaces, textPlaces } from './text-places.ts'

/** Convolutions in kernel memory, on texts laid out with zeros between them; see `Encoder.encodeBlocks`. */
export function convBlocks(scope: BlockScope, input: BlockEncoderInput, traced: boolean): EncodedBlocks {
  const { config, batch } = input
  const width = config.filterWidths.length * config.hiddenSize
  const states = scope.floats(batch.tokens * width)
  if (batch.tokens === 0) return { states, backward: (_, into) => writeZeros(scope, input, into) }
  const layout = textLayout(batch.lengths, config.filterWidths)
  const places = textPlaces(batch, layout)
  const x = laidOut(scope, input, layout, places)
  writeStates(scope, input, { layout, places, x, states })
  if (!traced) scope.free(x)
  return {
    states,
    backward: (dStates, into) => backward(scope, input, { layout, places, x, states }, dStates, into),
  }
}

/** What the backward pass needs of the forward pass. */
interface Trace {
  readonly layout: TextLayout
  readonly places: TextPlaces
  /** Embeddings of the texts, float32, shape [layout.rows, embedding], zeros between texts. */
  readonly x: Block
  readonly states: Block
}

function laidOut(
  scope: BlockScope,
  { config, batch, embedded }: BlockEncoderInput,
  layout: TextLayout,
  { positions }: TextPlaces,
): Block {
  const width = config.embeddingSize
  const x = scope.floats(layout.rows * width)
  const ids = scope.integersOf(positions.map((position) => batch.index[position] as number))
  const [table, values] = [matrixAt(embedded, width), matrixAt(x, width)]
  gatherRows(scope.kernels, { table, ids, values, rows: layout.rows, width })
  clearGaps(layout, x, width)
  scope.free(ids)
  return x
}

function writeStates(
  scope: BlockScope,
  input: BlockEncoderInput,
  { layout, places, x, states }: Trace,
): void {
  const { kernels } = scope
  const { config, batch } = input
  const width = config.filterWidths.length * config.hiddenSize
  const y = scope.floats(layout.computed * width)
  const convolutions = convolutionsOf(input)
  const outputs = convolutions.map((one, i) => ({ ...one, y: matrixAt(y, width, i * one.filters) }))
  convForward(kernels, layout, x, outputs)
  const ids = scope.integersOf(places.rows)
  const [table, values] = [matrixAt(y, width), matrixAt(states, width)]
  gatherRows(kernels, { table, ids, values, rows: batch.tokens, width })
  relu(kernels, states, states, batch.tokens * width)
  scope.free(y, ids)
}

function backward(
  scope: BlockScope,
  input: BlockEncoderInput,
  { layout, places, x, states }: Trace,
  dStates: Block,
  into: EncoderGradients,
): void {
  const { kernels } = scope
  const { config, batch } = input
  const { embeddingSize: inputs, hiddenSize: filters } = config
  const width = config.filterWidths.length * filters
  reluBackward(kernels, states, dStates, batch.tokens * width)
  const ids = scope.integersOf(places.positions)
  const gradients = convolutionsOf(input).map((one, i) => {
    const dy = scope.floats(layout.rows * filters)
    const [table, values] = [matrixAt(dStates, width, i * filters), matrixAt(dy, filters)]
    gatherRows(kernels, { table, ids, values, rows: layout.rows, width: filters })
    clearGaps(layout, dy, filters)
    const name = `cnn.${one.width}`
    return { ...one, dy, into: { kernel: into.weight(`${name}.kernel`), bias: into.weight(`${name}.bias`) } }
  })
  const dx = scope.floats(layout.computed * inputs)
  convBackward(scope, layout, x, gradients, dx)
  const rows = batch.positions.map((position) => places.rows[position] as number)
  const segments = {
    starts: scope.integersOf(batch.starts),
    positions: scope.integersOf(rows),
    segments: batch.ids.length,
  }
  const out = matrixAt(into.embedded, inputs)
  segmentSums(kernels, matrixAt(dx, inputs), segments, out, { rows: batch.tokens, width: inputs })
}

function convolutionsOf({ config, weight }: BlockEncoderInput): BlockConv[] {
  const { filterWidths, embeddingSize: inputs, hiddenSize: filters } = config
  return filterWidths.map((width) => ({
    ...{ width, inputs, filters },
    ...{ kernel: weight(`cnn.${width}.kernel`), bias: weight(`cnn.${width}.bias`) },
  }))
}

/** Where every text is empty. */
function writeZeros({ kernels }: BlockScope, { config }: BlockEncoderInput, into: EncoderGradients): void {
  const { filterWidths, embeddingSize, hiddenSize } = config
  for (const width of filterWidths) {
    fillZero(kernels, into.weight(`cnn.${width}.kernel`), width * embeddingSize * hiddenSize)
    fillZero(kernels, into.weight(`cnn.${width}.bias`), hiddenSize)
  }
}
