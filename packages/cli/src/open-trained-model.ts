import { type Bundle, type NamedWeights, randomGenerator } from '@textgate/core'
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
  const { backend, reason } = await prepareBackend({ prefer })
  output.note(`backend ${backend}: ${reason}`)
  return networkWith(bundle, bundle.weights)
}

/** The network of a bundle with other weights of the same names and shapes; a backend must have been prepared. */
export async function networkWith(
  { manifest }: Pick<Bundle, 'manifest'>,
  weights: NamedWeights,
): Promise<TextClassifier> {
  const { createTextClassifier, loadWeights } = await import('@textgate/gru-model')
  const { config, labels, vocabularySize } = manifest
  const model = createTextClassifier(config.model, {
    vocabularySize,
    classes: labels.length,
    random: randomGenerator(config.training.seed),
  })
  loadWeights(model, weights)
  return model
}
