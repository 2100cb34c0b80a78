import * as tf from '@tensorflow/tfjs'
import { dense } from '../dense.ts'
import { type Packing, positionsOfPadded } from '../packing.ts'
import { spreadRows } from '../spread-rows.ts'
import { type RealSteps, realOrLowest } from './real-steps.ts'

/** The weights of attention pooling by their names. */
export type AttentionWeight = <T extends tf.Tensor>(name: string) => T

/**
 * How much each head attends to each step: head k scores step t by u_k · tanh(W h_t + b), and the softmax of the scores over
 * the real steps of a row is its attention (Yang et al., "Hierarchical Attention Networks for Document Classification",
 * 2016; with several heads Lin et al., "A Structured Self-attentive Sentence Embedding", 2017).
 *
 * @param states - float32, shape [batch.tokens, states], in packed order
 * @param weight - W `attention.kernel` [states, size], b `attention.bias` [size], u `attention.context` [size, heads]
 * @returns float32, shape [batch.size, heads, batch.length], rows in the batch's order; 0 at padding
 */
export function attentionOf(
  batch: Packing,
  states: tf.Tensor2D,
  { mask }: RealSteps,
  weight: AttentionWeight,
): tf.Tensor3D {
  const [kernel, bias] = [weight<tf.Tensor2D>('attention.kernel'), weight<tf.Tensor1D>('attention.bias')]
  const hidden = tf.tanh(dense(states, kernel, bias)) // [tokens, size]
  const byToken = tf.matMul<tf.Tensor2D>(hidden, weight<tf.Tensor2D>('attention.context')) // [tokens, heads]
  const byTime = tf.reshape(spreadRows(byToken, positionsOfPadded(batch)), [batch.length, batch.size, -1])
  const scores = tf.transpose(byTime as tf.Tensor3D, [1, 2, 0]) // [size, heads, length]
  if (!mask) return tf.softmax(scores)
  const real = tf.transpose(mask, [1, 2, 0]) // [size, 1, length]
  return tf.mul(tf.softmax(realOrLowest(scores, real)), real)
}

/**
 * For each head the sum of the states of each row, weighted by its attention; zeros for an empty row.
 *
 * @param attention - as `attentionOf` gives it
 * @param padded - states, float32, shape [batch.length, batch.size, states]
 * @returns float32, shape [batch.size, heads * states], heads side by side
 */
export function poolAttention(attention: tf.Tensor3D, padded: tf.Tensor3D): tf.Tensor2D {
  const vectors = tf.matMul(attention, tf.transpose(padded, [1, 0, 2])) // [size, heads, states]
  return vectors.reshape([padded.shape[1], -1])
}
