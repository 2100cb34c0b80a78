import { type TextgateConfig, TextgateError } from '@textgate/core'
import type { StartingPoint } from './starting-point.ts'

/**
 * The configuration that a training begins with in place of a preset's: vectors have had their say. How many buckets its n-grams
 * have suits the labels that it had, so a new head chooses anew.
 */
export function startingConfig({ bundle, newHead }: StartingPoint): TextgateConfig {
  const { config } = bundle.manifest
  const training = {
    ...config.training,
    vectors: { file: null, trainable: true },
    pretraining: 'none',
  } as const
  return newHead
    ? { ...config, model: { ...config.model, ngramBuckets: 'auto' }, training }
    : { ...config, training }
}

/**
 * A configuration whose tokenizer is that of the first model, where it fits its weights.
 *
 * @throws CONFIG_INVALID naming a key that has another value than the weights or the tokenizer were made with
 */
export function fittingConfig(config: TextgateConfig, start: StartingPoint): TextgateConfig {
  const before = start.bundle.manifest.config
  const free = start.newHead ? ['dropout', 'head', 'ngrams', 'ngramBuckets', 'ngramWeighting'] : ['dropout']
  refuseOther('model', config.model, before.model, [...free, ...chosenByTexts(config, before)], start.folder)
  const isOpen = config.tokenizer.mode === 'auto'
  refuseOther('tokenizer', config.tokenizer, before.tokenizer, isOpen ? ['mode'] : [], start.folder)
  const { vectors, pretraining } = config.training
  if (vectors.file !== null) refuseVectors('training.vectors.file', start)
  if (pretraining === 'skip-gram') refuseVectors('training.pretraining', start)
  const training = { ...config.training, pretraining: 'none' } as const
  if (start.newHead) return { ...config, tokenizer: before.tokenizer, training }
  const { ngrams, ngramBuckets } = before.model
  return {
    ...config,
    model: { ...config.model, ngrams, ngramBuckets },
    tokenizer: before.tokenizer,
    training: { ...training, ngramLength: 'fixed' },
  }
}

/** Keys of the network that the configuration leaves to the texts, where those of the first model may have said so. */
function chosenByTexts({ model, training }: TextgateConfig, before: TextgateConfig): string[] {
  const mayBeLonger = training.ngramLength === 'auto' && before.model.ngrams === model.ngrams + 1
  return [
    ...(typeof model.ngramBuckets === 'number' ? [] : ['ngramBuckets']),
    ...(mayBeLonger ? ['ngrams'] : []),
  ]
}

function refuseVectors(key: string, { folder }: StartingPoint): never {
  throw new TextgateError(
    'CONFIG_INVALID',
    `${key}: the embedding begins with the weights of ${folder}; leave vectors out, or train without --from`,
    { details: { key } },
  )
}

function refuseOther(
  section: string,
  now: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
  free: readonly string[],
  folder: string,
): void {
  for (const [name, value] of Object.entries(now)) {
    const [wanted, found] = [JSON.stringify(before[name]), JSON.stringify(value)]
    if (wanted === found || free.includes(name)) continue
    const key = `${section}.${name}`
    throw new TextgateError(
      'CONFIG_INVALID',
      `${key} is ${found}, and ${folder} was trained with ${wanted}; leave it out, or train without --from`,
      { details: { key } },
    )
  }
}
