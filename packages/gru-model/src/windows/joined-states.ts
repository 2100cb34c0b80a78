import { PackedRows } from '@textgate/kernels'
import { lengthsOfRows } from '../packing.ts'
import { attentionShapes } from '../pooling/attention-shapes.ts'
import { pool } from '../pooling/pool.ts'
import { attentionOf } from '../pooling/pool-attention.ts'
import { poolBlocks } from '../pooling/pool-blocks.ts'
import { poolOnKernels } from '../pooling/pool-on-kernels.ts'
import { realSteps } from '../pooling/real-steps.ts'
import type { Composition } from './composition.ts'
import { textPacking } from './text-packing.ts'
import { textStateBlocks, windowStateGradients } from './text-state-blocks.ts'
import { textStates } from './text-states.ts'
import { tokenAttention } from './token-attention.ts'

/** The states of all windows of a text are pooled as those of one text. */
export const joinedStates: Composition = {
  weightShapes: attentionShapes,
  compose({ config, reading, width, weight, kernel }, states) {
    const packed = textPacking(reading, config)
    const pooling = { config, batch: packed.texts, width, hidden: config.hiddenSize }
    const joined = textStates(packed, states)
    return kernel.kernels
      ? poolOnKernels(kernel.kernels, pooling, joined, weight)
      : pool(pooling, joined, weight)
  },
  attention({ config, reading, weight }, states, batch) {
    const packed = textPacking(reading, config)
    const { texts } = packed
    const steps = realSteps(lengthsOfRows(texts), texts.length)
    return tokenAttention(attentionOf(texts, textStates(packed, states), steps, weight), batch, config)
  },
  composeBlocks(scope, { config, reading, width, rows, weight }, states) {
    const packed = textPacking(reading, config)
    const { texts, positions } = packed
    const { memory } = scope.kernels
    const textRows = positions ? scope.keep(new PackedRows(memory, texts.rowsAtStep, texts.size)) : rows
    const pooling = { config, batch: texts, rows: textRows, width, hidden: config.hiddenSize, weight }
    const pooled = poolBlocks(scope, pooling, textStateBlocks(scope, packed, states, width), true)
    return {
      vectors: pooled.vectors,
      backward(dVectors, weight) {
        const dTexts = scope.floats(texts.tokens * width)
        pooled.backward(dVectors, { states: dTexts, weight })
        return windowStateGradients(scope, packed, dTexts, width)
      },
    }
  },
}
