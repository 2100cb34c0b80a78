import * as tf from '@tensorflow/tfjs'

/**
 * The smallest model that learns: the mean of the tokens' embeddings, dropout, a dense head. Embedding by a matrix
 * product with token counts, so that every backend has its gradient.
 */
export function tinyModel({ vocabularySize, classes, size = 8, dropout = 0.2, seed = 1 }) {
  const uniform = (shape, salt) => tf.randomUniform(shape, -0.1, 0.1, 'float32', seed * 10 + salt)
  const variables = new Map([
    ['embedding', tf.variable(uniform([vocabularySize, size], 1))],
    ['head.kernel', tf.variable(uniform([size, classes], 2))],
    ['head.bias', tf.variable(tf.zeros([classes]))],
  ])
  return {
    variables,
    forward(batch, { training, dropoutSeed = 0 }) {
      const counts = new Float32Array(batch.size * vocabularySize)
      for (let row = 0; row < batch.size; row++) {
        const length = batch.lengths[row]
        for (let i = 0; i < length; i++) {
          counts[row * vocabularySize + batch.ids[row * batch.length + i]] += 1 / length
        }
      }
      const mean = tf.matMul(tf.tensor2d(counts, [batch.size, vocabularySize]), variables.get('embedding'))
      const pooled = training && dropout > 0 ? tf.dropout(mean, dropout, undefined, dropoutSeed + 1) : mean
      return tf.add(tf.matMul(pooled, variables.get('head.kernel')), variables.get('head.bias'))
    },
    dispose() {
      for (const variable of variables.values()) variable.dispose()
    },
  }
}

/** Rows whose label shows in which half of the vocabulary their tokens lie, with some noise. */
export function tinyExamples({ rows, vocabularySize, classes, random }) {
  const ids = []
  const offsets = [0]
  const labels = []
  for (let row = 0; row < rows; row++) {
    const label = row % classes
    const length = 1 + random.integer(12)
    const band = Math.floor((vocabularySize - 2) / classes)
    for (let i = 0; i < length; i++) {
      ids.push(
        2 + (random.next() < 0.7 ? label * band + random.integer(band) : random.integer(band * classes)),
      )
    }
    offsets.push(ids.length)
    labels.push(label)
  }
  return {
    ids: Int32Array.from(ids),
    offsets: Int32Array.from(offsets),
    labels: Int32Array.from(labels),
    size: rows,
  }
}
