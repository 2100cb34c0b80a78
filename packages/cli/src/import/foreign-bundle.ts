import { createRequire } from 'node:module'
import {
  BUNDLE_FORMAT_VERSION,
  type Bundle,
  type Head,
  type ModelConfig,
  parseConfig,
  type TextgateConfig,
  TextgateError,
} from '@textgate/core'
import { type ImportedNetwork, importKeras, importTorch, type NetworkOptions } from '@textgate/model-import'
import type { TextgateTokenizer } from '@textgate/tokenizer'
import { loadConfig } from '../load-config.ts'
import type { Output } from '../output.ts'
import { textgateVersions } from '../versions.ts'
import { givenTokenizer, type VocabularyFiles } from './given-tokenizer.ts'
import { readLabelNames } from './read-lines.ts'
import { readNames } from './read-names.ts'

/** What a model file of another library does not say. */
export interface ForeignOptions extends VocabularyFiles {
  readonly labels?: string
  readonly pooling?: ModelConfig['pooling']
  readonly head?: Head
  readonly names?: string
  /** Whose section `tokenizer` says how texts are cut, and `training` how training will go on. */
  readonly config?: string
}

/** A bundle of the weights of torch or Keras; errors as of `importTorch` and `importKeras`. */
export async function foreignBundle(
  source: 'torch' | 'keras',
  bytes: Uint8Array,
  options: ForeignOptions,
  output: Output,
): Promise<Bundle> {
  const { pooling, head, names, config: configFile } = options
  if (options.labels === undefined) {
    throw new TextgateError(
      'USAGE',
      'the file has no labels; name them with --labels, in the order of the outputs',
    )
  }
  const labels = await readLabelNames(options.labels)
  const networkOptions: NetworkOptions = {
    ...(pooling ? { pooling } : {}),
    ...(head ? { head } : {}),
    ...(names === undefined ? {} : { names: await readNames(names) }),
  }
  const network =
    source === 'torch' ? importTorch(bytes, networkOptions) : await importKeras(bytes, networkOptions)
  for (const note of network.notes) output.note(note)
  if (network.classes !== labels.length) {
    throw new TextgateError(
      'IMPORT_UNSUPPORTED',
      `the network has ${network.classes} outputs, and --labels gives ${labels.length}; give one for each, in their order`,
      { details: { outputs: network.classes, labels } },
    )
  }
  const written = await loadConfig(configFile === undefined ? {} : { config: configFile })
  const tokenizer = await givenTokenizer(options, network.vocabularySize, written)
  return bundleOf(source, network, { labels, tokenizer, written })
}

function bundleOf(
  source: string,
  { config: model, weights, vocabularySize }: ImportedNetwork,
  {
    labels,
    tokenizer,
    written,
  }: { labels: readonly string[]; tokenizer: TextgateTokenizer; written: TextgateConfig },
): Bundle {
  const labelOrder = model.head === 'ordinal' ? labels : written.data.labelOrder
  const { version } = createRequire(import.meta.url)('@textgate/model-import/package.json')
  return {
    manifest: {
      formatVersion: BUNDLE_FORMAT_VERSION,
      labels,
      config: parseConfig({
        ...written,
        data: { ...written.data, labelOrder },
        tokenizer: tokenizer.config,
        model,
      }),
      vocabularySize,
      tokenizerFingerprint: tokenizer.fingerprint,
      metrics: {},
      versions: { ...textgateVersions(), '@textgate/model-import': version },
      training: { backend: source, epochs: 0, steps: 0, bestEpoch: 0, data: {} },
    },
    tokenizerJson: tokenizer.toJson(),
    weights,
  }
}
