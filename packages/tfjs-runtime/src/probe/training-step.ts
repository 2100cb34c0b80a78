import type { Tfjs } from '../tfjs.ts'

/** Sizes of the tiny classifier: 4 texts of 3 tokens out of 11, 5 numbers a token, 3 classes. */
const TEXTS = 4
const TOKENS = 3
const VOCABULARY = 11
const WIDTH = 5
const CLASSES = 3
const LEARNING_RATE = 0.5

/** Two ids repeat within a text and one across texts, so the gather gradient must add rows up. */
const IDS = [1, 4, 4, 7, 2, 10, 4, 9, 0, 3, 3, 3]
const LABELS = [0, 2, 1, 2]

/** Mean cross-entropy in nats before and after one step of gradient descent. */
export interface TrainingStepLosses {
  readonly before: number
  readonly after: number
}

/**
 * Takes one step of training with the current backend: embedding by gather, mean over tokens, tanh, dense layer,
 * softmax cross-entropy, gradient descent. `referenceTrainingStep` says what it must give.
 */
export function trainingStep(tf: Tfjs): TrainingStepLosses {
  const table = tf.tidy(() => tf.variable(tf.tensor2d(initialTable(), [VOCABULARY, WIDTH])))
  const kernel = tf.tidy(() => tf.variable(tf.tensor2d(initialKernel(), [WIDTH, CLASSES])))
  const optimizer = tf.train.sgd(LEARNING_RATE)
  const loss = () =>
    tf.tidy(() => {
      const embedded = tf.gather(table, tf.tensor2d(IDS, [TEXTS, TOKENS], 'int32')) // [texts, tokens, width]
      const logits = tf.matMul(tf.tanh(tf.mean(embedded, 1)), kernel) // [texts, classes]
      const expected = tf.oneHot(tf.tensor1d(LABELS, 'int32'), CLASSES)
      return tf.neg(tf.mean(tf.sum(tf.mul(expected, tf.logSoftmax(logits)), 1))).asScalar()
    })
  try {
    const cost = optimizer.minimize(loss, true, [table, kernel])
    const before = cost?.dataSync()[0] ?? Number.NaN
    cost?.dispose()
    return { before, after: tf.tidy(() => loss().dataSync()[0] ?? Number.NaN) }
  } finally {
    table.dispose()
    kernel.dispose()
    optimizer.dispose()
  }
}

/** The same step in plain double precision, without TensorFlow.js. */
export function referenceTrainingStep(): TrainingStepLosses {
  const table = initialTable()
  const kernel = initialKernel()
  const before = referenceLoss(table, kernel, true)
  return { before, after: referenceLoss(table, kernel, false) }
}

/** True when a backend's losses are those of the reference, as far as float32 goes. */
export function isTrainingStepRight(losses: TrainingStepLosses): boolean {
  const { before, after } = referenceTrainingStep()
  return Math.abs(losses.before - before) < 1e-5 && Math.abs(losses.after - after) < 1e-5
}

function referenceLoss(table: number[], kernel: number[], learn: boolean): number {
  const tableGradient = table.map(() => 0)
  const kernelGradient = kernel.map(() => 0)
  let total = 0
  for (let text = 0; text < TEXTS; text++) {
    const ids = IDS.slice(text * TOKENS, (text + 1) * TOKENS)
    const hidden = range(WIDTH).map((column) =>
      Math.tanh(sum(ids.map((id) => at(table, id * WIDTH + column))) / TOKENS),
    )
    const logits = range(CLASSES).map((label) =>
      sum(hidden.map((value, column) => value * at(kernel, column * CLASSES + label))),
    )
    const normaliser = Math.log(sum(logits.map(Math.exp)))
    const expected = at(LABELS, text)
    total += (normaliser - at(logits, expected)) / TEXTS
    const slopes = logits.map(
      (logit, label) => (Math.exp(logit - normaliser) - (label === expected ? 1 : 0)) / TEXTS,
    )
    hidden.forEach((value, column) => {
      const slope =
        sum(slopes.map((s, label) => s * at(kernel, column * CLASSES + label))) * (1 - value * value)
      for (const id of ids) add(tableGradient, id * WIDTH + column, slope / TOKENS)
      slopes.forEach((s, label) => {
        add(kernelGradient, column * CLASSES + label, value * s)
      })
    })
  }
  if (learn) {
    tableGradient.forEach((slope, index) => {
      add(table, index, -LEARNING_RATE * slope)
    })
    kernelGradient.forEach((slope, index) => {
      add(kernel, index, -LEARNING_RATE * slope)
    })
  }
  return total
}

const initialTable = () => range(VOCABULARY * WIDTH).map((index) => Math.sin(index * 1.7))
const initialKernel = () => range(WIDTH * CLASSES).map((index) => Math.cos(index * 2.3))
const range = (length: number) => Array.from({ length }, (_, index) => index)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const at = (values: readonly number[], index: number) => values[index] as number
const add = (values: number[], index: number, value: number) => {
  values[index] = at(values, index) + value
}
