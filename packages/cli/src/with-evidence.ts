import type { Bundle, ParityCertificate } from '@textgate/core'
import type { QuantizationEvidence, TextEvidence, WithWeights } from '@textgate/onnx-export'
import { type BackendChoice, networkWith, openTrainedModel } from './open-trained-model.ts'
import type { Output } from './output.ts'
import { type RealTextsOptions, realTexts } from './real-texts.ts'
import { segmenterFor } from './segmenter-for.ts'

/** With what a bundle's exported model is compared. */
export interface EvidenceOptions extends RealTextsOptions {
  readonly backend: BackendChoice
}

/** Ids for files that take ids, and texts for those that take texts. */
export interface Evidence {
  readonly ids: QuantizationEvidence
  readonly texts: TextEvidence
}

/** Opens the trained model of a bundle and real texts for the time that they are compared with an exported one. */
export async function withEvidence<T>(
  { folder, bundle, options }: { folder: string; bundle: Bundle; options: EvidenceOptions },
  output: Output,
  compare: (evidence: Evidence) => Promise<T>,
): Promise<T> {
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(bundle.manifest.config.tokenizer))
  const { file, texts, labels } = await realTexts(folder, bundle.manifest, options)
  output.note(`comparing the answers on ${texts.length} texts of ${file}`)
  const reference = await openTrainedModel(bundle, options.backend, output)
  try {
    const ids = texts.map((text) => tokenizer.encodeIds(text))
    return await compare({
      ids: { reference, texts: ids, labels, withWeights: withWeightsOf(bundle) },
      texts: { reference, tokenizer, texts },
    })
  } finally {
    reference.dispose()
  }
}

function withWeightsOf(bundle: Bundle): WithWeights {
  return async (weights, use) => {
    const model = await networkWith(bundle, weights)
    try {
      return await use(model)
    } finally {
      model.dispose()
    }
  }
}

/** How many inputs a certificate is of. */
export function comparedInputs({ texts }: ParityCertificate): number {
  return Object.values(texts).reduce((sum, count) => sum + count, 0)
}

/** How close the answers were. */
export function closeness({ largestDifference, tolerance, labelChanges }: ParityCertificate): string {
  return `largest difference ${largestDifference.toExponential(1)} (limit ${tolerance.toExponential(0)}), ${labelChanges} labels changed`
}
