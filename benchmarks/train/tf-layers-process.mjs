// The same network of TensorFlow.js layers as a subject: node tf-layers-process.mjs WORKLOAD-FOLDER BACKEND. It runs on the
// backend as textgate prepares it, with the embedding's gradient kernel that the cpu and wasm backends do not bring.
// Its GRU is the reset-before one, the only one that layers have; padding is not masked, which spares it work; Adam without
// clipping or decay.
import { padBatch } from '@textgate/core'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { rowIds } from '@textgate/trainer'
import { readWorkload } from './read-workload.mjs'
import { answerRequests, tfjsRate } from './subject-process.mjs'

const [folder, prefer] = process.argv.slice(2)
const { tf } = await prepareBackend({ prefer })
const { facts, examples, batches } = readWorkload(folder)
const model = build(facts)
let next = 0

await answerRequests({
  first: { tfjs: tf.version.tfjs },
  run: async (request) => {
    if (request === 'pass') next = 0
    const total = { steps: 0, docs: 0, tokens: 0, seconds: 0, loss: 0 }
    const start = performance.now()
    do {
      const rows = batches[next++ % batches.length]
      total.loss = await trainOn(rows)
      total.steps++
      total.docs += rows.length
      for (const row of rows) total.tokens += examples.offsets[row + 1] - examples.offsets[row]
      total.seconds = (performance.now() - start) / 1000
    } while (request === 'pass' ? total.steps < batches.length : total.seconds < request.seconds)
    return total
  },
  sgemm: (n) => tfjsRate(tf, n),
})

async function trainOn(rows) {
  const { ids, size, length } = padBatch(Array.from(rows, (row) => rowIds(examples, row)))
  const x = tf.tensor2d(ids, [size, length], 'int32')
  const y = tf.tensor1d(
    Float32Array.from(rows, (row) => examples.labels[row]),
    'float32',
  )
  const loss = await model.trainOnBatch(x, y)
  tf.dispose([x, y])
  return loss
}

function build({ vocabulary, classes, model: network }) {
  const { embeddingSize, hiddenSize, layers, bidirectional, pooling, dropout } = network
  const pooled = pooling === 'max-mean'
  const input = tf.input({ shape: [null], dtype: 'int32' })
  let x = tf.layers.embedding({ inputDim: vocabulary, outputDim: embeddingSize }).apply(input)
  if (dropout.embedding > 0) x = tf.layers.dropout({ rate: dropout.embedding }).apply(x)
  for (let layer = 0; layer < layers; layer++) {
    const gru = tf.layers.gru({
      units: hiddenSize,
      recurrentActivation: 'sigmoid',
      // An orthogonal one takes minutes to draw, and no time of a step.
      recurrentInitializer: 'glorotUniform',
      returnSequences: pooled || layer + 1 < layers,
    })
    x = (bidirectional ? tf.layers.bidirectional({ layer: gru, mergeMode: 'concat' }) : gru).apply(x)
  }
  if (pooled) {
    const both = [tf.layers.globalMaxPooling1d().apply(x), tf.layers.globalAveragePooling1d({}).apply(x)]
    x = tf.layers.concatenate().apply(both)
  }
  if (dropout.pooled > 0) x = tf.layers.dropout({ rate: dropout.pooled }).apply(x)
  const output = tf.layers.dense({ units: classes, activation: 'softmax' }).apply(x)
  const built = tf.model({ inputs: input, outputs: output })
  built.compile({ optimizer: tf.train.adam(0.002), loss: 'sparseCategoricalCrossentropy' })
  return built
}
