import { type TextgateConfig, TextgateError } from '@textgate/core'

/** Of fewer tokens nothing was learnt that helped; decision 38 has the figures. */
const ENOUGH_TOKENS = 20_000

/** What there is to learn vectors from. */
export interface PretrainingTexts {
  /** Tokens of the texts of training, and of those without labels. */
  readonly tokens: number
  /** Whether texts without labels were given. */
  readonly hasUnlabelled: boolean
}

/** What `training.pretraining: auto` is; a model that begins with other vectors, or has no embedding, learns none. */
export function settlePretraining(
  config: TextgateConfig,
  { tokens, hasUnlabelled }: PretrainingTexts,
): TextgateConfig {
  const { model, training } = config
  if (training.pretraining !== 'auto') return config
  const isEnough = hasUnlabelled || tokens >= ENOUGH_TOKENS
  const isOpen = training.vectors.file === null && model.encoder !== 'linear'
  return {
    ...config,
    training: { ...training, pretraining: isEnough && isOpen ? 'skip-gram' : 'none' },
  }
}

/**
 * Refuses texts without labels from which nothing would be learnt.
 *
 * @throws USAGE naming the setting
 */
export function refuseUselessTexts(
  { model, training }: TextgateConfig,
  files: readonly string[] | undefined,
): void {
  if (files === undefined || files.length === 0) return
  const reason =
    training.pretraining === 'none'
      ? 'training.pretraining is none'
      : training.vectors.file !== null
        ? `the embedding begins with ${training.vectors.file}`
        : model.encoder === 'linear'
          ? 'encoder linear has no embedding'
          : undefined
  if (reason === undefined) return
  throw new TextgateError(
    'USAGE',
    `texts without labels are what vectors of words are learnt from, and ${reason}; change that, or leave --unlabelled out`,
    { details: { files } },
  )
}
