import {
  type AttentionPooling,
  type AttentionWeights,
  type Block,
  type Matrix,
  matrixAt,
  type Place,
  poolAttention,
  poolAttentionBackward,
} from '@textgate/kernels'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import type { BlockPart, BlockPooling } from './block-pooling.ts'

/**
 * Pools states in kernel memory by attention; see `attentionOf`.
 *
 * @param states - float32, shape [batch.tokens, width], in packed order
 * @param out - shape [batch.size, heads * width], rows in sorted order; written
 */
export function attentionPart(
  scope: BlockScope,
  { config, batch, rows, width, weight }: BlockPooling,
  states: Block,
  out: Matrix,
  traced: boolean,
): BlockPart {
  const { kernels } = scope
  const [size, heads] = [config.attentionSize, config.attentionHeads]
  const pooling: AttentionPooling = { packed: rows, width, size, heads, weights: weightsOf(weight) }
  const trace = {
    hidden: scope.floats(batch.tokens * size),
    attention: scope.floats(batch.tokens * heads),
  }
  const read = matrixAt(states, width)
  poolAttention(kernels, pooling, read, out, trace)
  if (!traced) scope.free(trace.hidden, trace.attention)
  return {
    columns: heads * width,
    backward(dOut, into, addsToStates) {
      const gradients = { states: matrixAt(into.states, width), weights: weightsOf(into.weight) }
      poolAttentionBackward(kernels, pooling, read, trace, dOut, gradients, addsToStates)
    },
  }
}

function weightsOf(weight: (name: string) => Place): AttentionWeights {
  return {
    kernel: weight('attention.kernel'),
    bias: weight('attention.bias'),
    context: weight('attention.context'),
  }
}
