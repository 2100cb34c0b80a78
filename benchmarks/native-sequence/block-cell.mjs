// A GRU layer by TensorFlow's operations GRUBlockCell and GRUBlockCellGrad, one a step:
//   r = σ([x, h]·w_ru + b_ru), left half; u the right half; c = tanh([x, h∘r]·w_c + b_c); h' = u∘h + (1 − u)∘c
// The reset gate stands before the recurrent product (reset-before), as in the documentation of the operations.

/** Weights [inputs + hidden, 2 * hidden] and [inputs + hidden, hidden], biases [2 * hidden] and [hidden]; all tensors. */
export function randomBlockCell(tf, { inputs, hidden }) {
  const scale = 1 / Math.sqrt(hidden)
  return {
    ru: tf.randomNormal([inputs + hidden, 2 * hidden], 0, scale, 'float32', 1),
    c: tf.randomNormal([inputs + hidden, hidden], 0, scale, 'float32', 2),
    biasRu: tf.randomNormal([2 * hidden], 0, scale, 'float32', 3),
    biasC: tf.randomNormal([hidden], 0, scale, 'float32', 4),
  }
}

/**
 * Forward and backward over a sequence without padding.
 *
 * @param x - [length, batch, inputs]
 * @param dStates - gradient of all states, [length, batch, hidden]
 * @returns gradients of x and of the weights
 */
export function blockCellGradients(tf, { x, dStates, weights }) {
  const { ru, c, biasRu, biasC } = weights
  const [length, batch, inputs] = x.shape
  const hidden = biasC.shape[0]
  return tf.tidy(() => {
    const steps = tf.unstack(x).map((step) => ({ x: step })) // each [batch, inputs]
    let h = tf.zeros([batch, hidden])
    for (const step of steps) {
      step.cell = [step.x, h, ru, c, biasRu, biasC]
      step.gates = execute(tf, 'GRUBlockCell', step.cell) // r, u, c, h
      step.previous = h
      h = step.gates[3]
    }
    const dOut = tf.unstack(dStates)
    let dH = tf.zeros([batch, hidden])
    for (let t = length - 1; t >= 0; t--) {
      const step = steps[t]
      const inputsOfGrad = [...step.cell, ...step.gates.slice(0, 3), tf.add(dH, dOut[t])]
      step.gradients = execute(tf, 'GRUBlockCellGrad', inputsOfGrad) // x, h before, c's sum, r's and u's sums
      dH = step.gradients[1]
    }
    const all = (part) => tf.concat(steps.map(part)) // [length * batch, …]
    const [flat, previous] = [x.reshape([length * batch, inputs]), all((step) => step.previous)]
    const [dC, dRu] = [all(({ gradients }) => gradients[2]), all(({ gradients }) => gradients[3])]
    const kept = tf.mul(
      previous,
      all(({ gates }) => gates[0]),
    )
    const ofRows = (rows, gradients) => tf.matMul(rows, gradients, true)
    return {
      x: tf.stack(steps.map(({ gradients }) => gradients[0])),
      ru: tf.concat([ofRows(flat, dRu), ofRows(previous, dRu)]),
      c: tf.concat([ofRows(flat, dC), ofRows(kept, dC)]),
      biasRu: tf.sum(dRu, 0),
      biasC: tf.sum(dC, 0),
    }
  })
}

/** How far one step of GRUBlockCell from a random state is from each variant of the equations. */
export function differencesOfBlockCell(tf) {
  const [inputs, hidden] = [5, 7]
  const { ru, c, biasRu, biasC } = randomBlockCell(tf, { inputs, hidden })
  const [x, h] = [inputs, hidden].map((size, i) => tf.randomNormal([3, size], 0, 1, 'float32', 5 + i))
  const state = execute(tf, 'GRUBlockCell', [x, h, ru, c, biasRu, biasC])[3]
  const [r, u] = tf.split(tf.sigmoid(tf.add(tf.matMul(tf.concat([x, h], 1), ru), biasRu)), 2, 1)
  const [cx, ch] = tf.split(c, [inputs, hidden])
  const fromX = tf.add(tf.matMul(x, cx), biasC)
  const distance = (candidate) => {
    const expected = tf.add(tf.mul(u, h), tf.mul(tf.sub(1, u), tf.tanh(tf.add(fromX, candidate))))
    return tf.max(tf.abs(tf.sub(state, expected))).arraySync()
  }
  return {
    resetBefore: distance(tf.matMul(tf.mul(r, h), ch)),
    resetAfter: distance(tf.mul(r, tf.matMul(h, ch))),
  }
}

/** An operation of TensorFlow with four outputs that TensorFlow.js has no function for. */
function execute(tf, name, inputs) {
  const { binding } = tf.backend()
  const types = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }]
  return tf.backend().executeMultipleOutputs(name, types, inputs, 4)
}
