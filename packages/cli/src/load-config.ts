import { type Head, PRESETS, parseConfig, type TextgateConfig, TextgateError } from '@textgate/core'
import { readConfigFile } from './read-config-file.ts'

/** What the command line says about the configuration; flags win over the file, the file over the preset. */
export interface ConfigFlags {
  readonly config?: string
  readonly preset?: string
  readonly head?: Head
  readonly seed?: number
  readonly epochs?: number
  readonly textColumn?: string
  readonly labelColumn?: string
  /** File of pretrained word vectors. */
  readonly vectors?: string
  readonly freezeVectors?: boolean
  /** A tokenizer that `textgate export --text` can write into the model. */
  readonly portable?: boolean
  /** Share of right answers that is wanted. */
  readonly unknownPrecision?: number
}

/** Where there is no configuration. */
const WAY_OUT = 'name an existing file or write one with `textgate init`'

/**
 * Preset, then configuration file, then flags, key by key.
 *
 * @param base - takes the place of the preset
 * @throws USAGE for an unknown preset, CONFIG_INVALID for a file that cannot be read or parsed, or a wrong key
 */
export async function loadConfig(flags: ConfigFlags, base?: TextgateConfig): Promise<TextgateConfig> {
  const preset = flags.preset ?? 'default'
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new TextgateError(
      'USAGE',
      `there is no preset ${preset}; choose one of ${Object.keys(PRESETS).join(', ')}`,
      { details: { preset } },
    )
  }
  const fromFile = flags.config === undefined ? {} : await readConfigFile(flags.config, WAY_OUT)
  const fromFlags = {
    data: defined({ textColumn: flags.textColumn, labelColumn: flags.labelColumn }),
    tokenizer: defined({ normalization: flags.portable ? 'portable' : undefined }),
    model: defined({ head: flags.head }),
    training: defined({
      seed: flags.seed,
      epochs: flags.epochs,
      unknownPrecision: flags.unknownPrecision,
      vectors: defined({ file: flags.vectors, trainable: flags.freezeVectors ? false : undefined }),
    }),
  }
  return parseConfig(merge(merge(base ?? PRESETS[preset as keyof typeof PRESETS], fromFile), fromFlags))
}

/** Objects are merged key by key; class weights are replaced whole, since their keys are labels. */
function merge(base: unknown, over: unknown, key = ''): unknown {
  if (!isRecord(base) || !isRecord(over) || key === 'classWeights') return over === undefined ? base : over
  const merged: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(over)) merged[name] = merge(base[name], value, name)
  return merged
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function defined<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}
