import { median } from '../lib/report.mjs'
import { blockCellGradients, randomBlockCell } from './block-cell.mjs'

/** A turn is one run that does not count, and then as many as fit here, in milliseconds; one at least. */
const TURN_MS = 400

/**
 * Milliseconds of one layer's forward and backward pass by subject: the median of each round.
 *
 * The inputs lie in TensorFlow's memory, as an embedding's output does. Gradients stay where they arise.
 *
 * @param options.subjects - sequence kernels by name; `blockCell` takes part beside them
 */
export async function timesOfSubjects(tf, { batch, length, inputs, hidden, subjects, repeats }) {
  const normal = (shape, seed, scale = 1) => tf.add(tf.randomNormal(shape, 0, scale, 'float32', seed), 0)
  const scale = 1 / Math.sqrt(hidden)
  const x = normal([length, batch, inputs], 1)
  const dStates = normal([length, batch, hidden], 2)
  const weights = [[inputs, 3 * hidden], [hidden, 3 * hidden], [3 * hidden], [3 * hidden]].map((shape, i) =>
    normal(shape, 3 + i, scale),
  )
  const lengths = new Int32Array(batch).fill(length)
  const runs = Object.fromEntries(
    Object.entries(subjects).map(([name, kernel]) => {
      const states = (x, kernelWeights, recurrent, bias, recurrentBias) =>
        kernel.states(
          { x, lengths, reverse: false },
          { kernel: kernelWeights, recurrent, bias, recurrentBias },
        )
      return [name, () => tf.dispose(tf.grads(states)([x, ...weights], dStates))]
    }),
  )
  const cell = randomBlockCell(tf, { inputs, hidden })
  runs.blockCell = () => tf.dispose(blockCellGradients(tf, { x, dStates, weights: cell }))
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]))
  for (let round = 0; round < repeats; round++) {
    for (const [name, run] of Object.entries(runs)) {
      run()
      times[name].push(median(turn(run)))
    }
    // Workers of the kernels start between turns.
    await new Promise((resolve) => setImmediate(resolve))
  }
  tf.dispose([x, dStates, ...weights, ...Object.values(cell)])
  return times
}

function turn(run) {
  const times = []
  const end = performance.now() + TURN_MS
  do {
    const start = performance.now()
    run()
    times.push(performance.now() - start)
  } while (performance.now() < end)
  return times
}
