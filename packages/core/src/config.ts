import { z } from 'zod'
import { CONFIG_VERSION, configSchema } from './config/config-schema.ts'
import type { dataSchema } from './config/data-schema.ts'
import { modelSchema } from './config/model-schema.ts'
import { parseWith } from './config/parse-with.ts'
import { tokenizerSchema } from './config/tokenizer-schema.ts'
import { trainingSchema } from './config/training-schema.ts'
import { TextgateError } from './errors.ts'
import { autoMaxLength } from './long-text.ts'

export { CONFIG_VERSION } from './config/config-schema.ts'

type WrittenTokenizerConfig = z.infer<typeof tokenizerSchema>
/** How texts become ids. */
export type TokenizerConfig = Omit<WrittenTokenizerConfig, 'maxLength'> & {
  /** Tokens of a text that the model reads at most. */
  maxLength: number
}
/** The same once the texts have been looked at: no longer `auto`. */
export type ResolvedTokenizerConfig = Omit<TokenizerConfig, 'mode'> & {
  mode: Exclude<TokenizerConfig['mode'], 'auto'>
}
/** The network. */
export type ModelConfig = z.infer<typeof modelSchema>
/** What a text has: one label, any number of labels, or one label of an order. */
export type Head = ModelConfig['head']
/** The training loop. */
export type TrainingConfig = z.infer<typeof trainingSchema>
/** Where the data readers look. */
export type DataConfig = z.infer<typeof dataSchema>
/** A whole configuration, every default filled in, as a file of `textgate init` has it. */
export type WrittenConfig = Omit<z.infer<typeof configSchema>, '$schema'>
/** The same, with a number for `tokenizer.maxLength`. */
export type TextgateConfig = Omit<WrittenConfig, 'tokenizer'> & { tokenizer: TokenizerConfig }
/** A configuration as users write it: every key may be left out. */
export type TextgateConfigInput = z.input<typeof configSchema>

/**
 * Checks a whole configuration and fills in the defaults; `tokenizer.maxLength: auto` becomes the number that
 * `model.longText` calls for.
 *
 * @throws CONFIG_INVALID naming every wrong key: unknown, of a wrong type, out of range or in an impossible combination
 */
export function parseConfig(json: unknown): TextgateConfig {
  const config = fillConfig(json)
  return { ...config, tokenizer: withMaxLength(config.tokenizer, config.model.longText) }
}

/**
 * As `parseConfig`, but `tokenizer.maxLength: auto` stays: it is to follow `model.longText` when somebody edits the file.
 *
 * @throws CONFIG_INVALID as `parseConfig`
 */
export function fillConfig(json: unknown): WrittenConfig {
  const version =
    typeof json === 'object' && json !== null ? (json as { version?: unknown }).version : undefined
  if (typeof version === 'number' && version > CONFIG_VERSION) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `configuration version ${version} is newer than ${CONFIG_VERSION}, the newest that this version reads; upgrade textgate`,
      { details: { version } },
    )
  }
  const { $schema: _editorOnly, ...config } = parseWith(configSchema, json ?? {}, '')
  return config
}

/**
 * Reads a configuration that a bundle was written with. Keys that were not there yet mean that the model has not what
 * they configure, that its tokens are words and its scores as trained, whatever the default of new models is now.
 *
 * @throws CONFIG_INVALID as `parseConfig`
 */
export function parseStoredConfig(json: unknown): TextgateConfig {
  const stored = json as
    | {
        model?: { ngrams?: unknown; ngramWeighting?: unknown; longText?: unknown }
        tokenizer?: { mode?: unknown }
        training?: {
          calibration?: unknown
          ngramPriors?: unknown
          ngramSharing?: unknown
          ngramLength?: unknown
          pretraining?: unknown
        }
      }
    | undefined
  // Before the check: other keys are impossible with windows.
  const isOlder = isObject(stored?.model) && stored.model.longText === undefined
  const config = parseConfig(isOlder ? { ...stored, model: { ...stored.model, longText: 'truncate' } } : json)
  return {
    ...config,
    tokenizer:
      stored?.tokenizer?.mode === undefined ? { ...config.tokenizer, mode: 'words' } : config.tokenizer,
    model: {
      ...config.model,
      ...(stored?.model?.ngrams === undefined ? { ngrams: 0 } : {}),
      ...(stored?.model?.ngramWeighting === undefined ? { ngramWeighting: 'count' } : {}),
    },
    training: {
      ...config.training,
      ...(stored?.training?.calibration === undefined ? { calibration: 'none' } : {}),
      ...(stored?.training?.ngramPriors === undefined ? { ngramPriors: 'none' } : {}),
      ...(stored?.training?.ngramSharing === undefined ? { ngramSharing: 'none' } : {}),
      ...(stored?.training?.ngramLength === undefined ? { ngramLength: 'fixed' } : {}),
      ...(stored?.training?.pretraining === undefined ? { pretraining: 'none' } : {}),
    },
  }
}

/** Checks a tokenizer section alone; see `parseConfig`. Where no model is, `maxLength: auto` is that of truncated texts. */
export function parseTokenizerConfig(json: unknown = {}): TokenizerConfig {
  return withMaxLength(parseWith(tokenizerSchema, json, 'tokenizer'), 'truncate')
}

/** Checks a model section alone; see `parseConfig`. */
export function parseModelConfig(json: unknown = {}): ModelConfig {
  return parseWith(modelSchema, json, 'model')
}

/** Checks a training section alone; see `parseConfig`. */
export function parseTrainingConfig(json: unknown = {}): TrainingConfig {
  return parseWith(trainingSchema, json, 'training')
}

/** The configuration's JSON Schema (draft 2020-12), for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function withMaxLength(
  tokenizer: WrittenTokenizerConfig,
  longText: ModelConfig['longText'],
): TokenizerConfig {
  const { maxLength } = tokenizer
  return { ...tokenizer, maxLength: maxLength === 'auto' ? autoMaxLength(longText) : maxLength }
}
