import { randomGenerator, sha256Hex, type TextgateConfig } from '@textgate/core'
import type { FirstVectors, TextClassifier } from '@textgate/gru-model'
import type { TrainingEvent, TrainingResult, TrainOptions } from '@textgate/trainer'
import { beginWith } from './start/begin-with.ts'
import type { StartingPoint } from './start/starting-point.ts'
import type { TrainingData } from './training-data.ts'

/** What a training needs beside its configuration and its data. */
export interface TrainModelOptions extends Pick<TrainOptions, 'checkpointFolder' | 'resume' | 'signal'> {
  readonly vectors?: FirstVectors
  /** A trained model whose weights the new one begins with. */
  readonly start?: StartingPoint | undefined
  /** Told of every event. */
  readonly onEvent: (event: TrainingEvent) => void
}

/** A trained model, and how its training went. */
export interface TrainedModel {
  /** With the best weights; the caller disposes it. */
  readonly model: TextClassifier
  readonly result: TrainingResult
}

/**
 * Trains a new model of a configuration. The backend is ready already.
 *
 * @throws whatever `train` throws; the model is disposed then
 */
export async function trainModel(
  config: TextgateConfig,
  { train: examples, dev, labels, tokenizer, unlabelled }: TrainingData,
  { vectors, start, onEvent, ...running }: TrainModelOptions,
): Promise<TrainedModel> {
  const { train } = await import('@textgate/trainer')
  const { createTextClassifier } = await import('@textgate/gru-model')
  const model = createTextClassifier(config.model, {
    vocabularySize: tokenizer.vocabularySize,
    classes: labels.length,
    random: randomGenerator(config.training.seed).fork('weights'),
    ...(vectors ? { vectors } : {}),
  })
  try {
    if (start) await beginWith(model, start)
    let result: TrainingResult | undefined
    for await (const event of train({
      ...{ model, train: examples, dev, labels },
      config: config.training,
      tokenOf: tokenizer.tokenOf,
      ...running,
      facts: {
        model: JSON.stringify(config.model),
        tokenizer: tokenizer.fingerprint,
        ...(start ? { 'first weights': start.weightsSha256 } : {}),
        ...(unlabelled ? { 'texts without labels': sha256Hex(bytesOf(unlabelled.ids)) } : {}),
      },
    })) {
      onEvent(event)
      if (event.type === 'done') result = event.result
    }
    return { model, result: result as TrainingResult }
  } catch (error) {
    model.dispose()
    throw error
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
