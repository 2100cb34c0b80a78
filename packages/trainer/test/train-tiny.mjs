// Trains the tiny model on the cpu backend with checkpoints and writes its final weights.
// Usage: node train-tiny.mjs FOLDER WEIGHTS; the kill test ends it at random moments and starts it again.
import { writeFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import { encodeSafetensors, parseTrainingConfig, randomGenerator } from '@textgate/core'
import { readVariables, train } from '../dist/index.js'
import { tinyExamples, tinyModel } from './tiny-model.mjs'

const [folder, output] = process.argv.slice(2)
await tf.setBackend('cpu')
await tf.ready()
const shape = { vocabularySize: 200, classes: 3 }
const random = randomGenerator('kill test')
const model = tinyModel(shape)
const config = parseTrainingConfig({
  epochs: 6,
  batchSize: 8,
  averageDecay: 0.9,
  labelSmoothing: 0.1,
  classWeights: 'balanced',
  checkpointSeconds: 0.02,
  patience: 0,
})
for await (const event of train({
  model,
  train: tinyExamples({ rows: 700, ...shape, random }),
  dev: tinyExamples({ rows: 60, ...shape, random }),
  labels: ['a', 'b', 'c'],
  config,
  checkpointFolder: folder,
  resume: true,
})) {
  if (event.type === 'start') console.log(`resumed ${event.resumedSteps}`)
  if (event.type === 'checkpoint') console.log(`checkpoint ${event.step}`)
}
writeFileSync(output, encodeSafetensors(await readVariables(model.variables)))
