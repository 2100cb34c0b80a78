import { parseTrainingConfig } from '@textgate/core'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { train } from '@textgate/trainer'

/**
 * The batches that textgate's trainer makes of the first epoch, asked from the trainer itself: it trains a model of one
 * number on texts whose every token is their row's number.
 *
 * @param lengths - tokens of each row, at least 1
 * @param training - training settings that batches depend on
 * @returns row numbers of each batch, in the trainer's order
 */
export async function recordBatches(lengths, training) {
  const { tf } = await prepareBackend({ prefer: 'cpu' })
  const variable = tf.variable(tf.zeros([1, 2]))
  const batches = []
  const model = {
    variables: new Map([['head.kernel', variable]]),
    forward: ({ ids, length, size }) => {
      batches.push(Array.from({ length: size }, (_, row) => ids[row * length]))
      return tf.tidy(() => tf.matMul(tf.ones([size, 1]), variable))
    },
  }
  const options = {
    model,
    train: numberedExamples(lengths),
    labels: ['no', 'yes'],
    config: parseTrainingConfig({ ...training, epochs: 1 }),
  }
  for await (const { type } of train(options)) if (type === 'done') break
  variable.dispose()
  if (batches.flat().length !== lengths.length)
    throw new Error('the trainer left rows out of its first epoch')
  return batches
}

function numberedExamples(lengths) {
  const offsets = new Int32Array(lengths.length + 1)
  for (let row = 0; row < lengths.length; row++) offsets[row + 1] = offsets[row] + lengths[row]
  const ids = new Int32Array(offsets[lengths.length])
  for (let row = 0; row < lengths.length; row++) ids.fill(row, offsets[row], offsets[row + 1])
  return { ids, offsets, labels: new Int32Array(lengths.length), size: lengths.length }
}
