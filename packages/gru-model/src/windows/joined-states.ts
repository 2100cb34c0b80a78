import { PackedRows } from '@textgate/kernels'
import { lengthsOfRows } from '../packing.ts'
import { attentionShapes } from '../pooling/attention-shapes.ts'
import { pool } from '../pooling/pool.ts'
import { attentionOf } from '../pooling/pool-attention.ts'
import { poolBlocks } from '../pooling/pool-blocks.ts'
import { poolOnKernels } from '../pooling/pool-on-kernels.ts'
import { realSteps } from '../pooling/real-steps.ts'
import type { Composition } from './composition.ts'
import { textStateBlocks, windowStateGradients } from './text-state-blocks.ts'
import { textStates } from './text-states.ts'
import { tokenAttention } from './token-attention.ts'

/** The states of all windows of a text are pooled as those of one text. */
export const joinedStates: Composition = {
  weightShapes: attentionShapes,
  compose({ config, reading, width, weight, kernel }, states) {
    const pooling = { config, batch: reading.texts, width, hidden: config.hiddenSize }
    const joined = textStates(reading, states)
    return kernel.kernels
      ? poolOnKernels(kernel.kernels, pooling, joined, weight)
      : pool(pooling, joined, weight)
  },
  attention({ config, reading, weight }, states, batch) {
    const { texts } = reading
    const steps = realSteps(lengthsOfRows(texts), texts.length)
    return tokenAttention(attentionOf(texts, textStates(reading, states), steps, weight), batch, config)
  },
  composeBlocks(scope, { config, reading, width, rows, weight }, states) {
    const { texts, positions } = reading
    const { memory } = scope.kernels
    const textRows = positions ? scope.keep(new PackedRows(memory, texts.rowsAtStep, texts.size)) : rows
    const pooling = { config, batch: texts, rows: textRows, width, hidden: config.hiddenSize, weight }
    const pooled = poolBlocks(scope, pooling, textStateBlocks(scope, reading, states, width), true)
    return {
      vectors: pooled.vectors,
      backward(dVectors, weight) {
        const dTexts = scope.floats(texts.tokens * width)
        pooled.backward(dVectors, { states: dTexts, weight })
        return windowStateGradients(scope, reading, dTexts, width)
      },
    }
  },
}
