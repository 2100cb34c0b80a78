import { loadClassifier } from '@textgate/serve'

/** The probabilities of each text, in the order of the labels, as a bundle's classifier gives them in this process. */
export async function knownAnswers(bundle, texts) {
  const classifier = await loadClassifier(bundle)
  const predictions = await classifier.classify(texts)
  await classifier.close()
  return predictions.map(({ probabilities }) => bundle.manifest.labels.map((label) => probabilities[label]))
}
