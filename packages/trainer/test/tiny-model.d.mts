import type { RandomGenerator } from '@textgate/core'
import type { EncodedExamples, TrainableModel } from '../dist/index.js'

export declare function tinyModel(options: {
  vocabularySize: number
  classes: number
  size?: number
  dropout?: number
  seed?: number
}): TrainableModel & { dispose(): void }

export declare function tinyExamples(options: {
  rows: number
  vocabularySize: number
  classes: number
  random: RandomGenerator
}): EncodedExamples
