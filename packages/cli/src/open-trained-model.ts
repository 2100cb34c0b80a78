import { type Bundle, randomGenerator } from '@textgate/core'
import type { TextClassifier } from '@textgate/gru-model'
import type { Output } from './output.ts'

export type BackendChoice = 'auto' | 'native' | 'wasm' | 'cpu'

/** The trained tfjs model of a bundle, ready to answer. */
export async function openTrainedModel(
  bundle: Bundle,
  prefer: BackendChoice,
  output: Output,
): Promise<TextClassifier> {
  const { prepareBackend } = await import('@textgate/tfjs-runtime')
  const { createTextClassifier, loadWeights } = await import('@textgate/gru-model')
  const { backend, reason } = await prepareBackend({ prefer })
  output.note(`backend ${backend}: ${reason}`)
  const { config, labels, vocabularySize } = bundle.manifest
  const model = createTextClassifier(config.model, {
    vocabularySize,
    classes: labels.length,
    random: randomGenerator(config.training.seed),
  })
  loadWeights(model, bundle.weights)
  return model
}
