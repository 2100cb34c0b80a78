import {
  isTextgateError,
  parseTokenizerConfig,
  type ResolvedTokenizerConfig,
  TextgateError,
} from '@textgate/core'
import { BYTE_CHARACTERS } from './byte-alphabet.ts'
import { isSameJson } from './is-same-json.ts'
import { pipelineJson } from './pipeline-json.ts'
import { SPECIAL_TOKENS, UNKNOWN_TOKEN } from './special-tokens.ts'
import type { TokenizerParts } from './tokenizer-parts.ts'
import { SECTION_VERSION } from './write-tokenizer-json.ts'

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads what `writeTokenizerJson` wrote. Everything that decides ids is checked: a file edited by hand, or by another
 * library, either gives the ids that it says or is refused.
 *
 * @throws TOKENIZER_INVALID naming the part
 */
export function parseTokenizerJson(json: string): TokenizerParts {
  let file: unknown
  try {
    file = JSON.parse(json)
  } catch (cause) {
    throw invalid('file', 'is no JSON', cause)
  }
  if (!isObject(file)) throw invalid('file', 'is no JSON object')
  if (file.version !== '1.0') throw invalid('version', `is ${JSON.stringify(file.version)} instead of "1.0"`)
  const { model } = file
  if (!isObject(model)) throw invalid('model', 'is no object')
  const section = parseSection(model.textgate)
  const { config } = section
  const type = config.mode === 'bpe' ? 'BPE' : 'WordLevel'
  if (model.type !== type) {
    throw invalid('model.type', `is ${JSON.stringify(model.type)} where mode ${config.mode} needs ${type}`)
  }
  if (model.unk_token !== UNKNOWN_TOKEN) throw invalid('model.unk_token', `is not ${UNKNOWN_TOKEN}`)
  const expected: JsonObject = {
    ...pipelineJson(config),
    padding: null,
    added_tokens: [],
    post_processor: null,
  }
  for (const part of Object.keys(expected)) {
    if (!isSameJson(file[part], expected[part])) {
      throw invalid(part, 'is not what the settings in model.textgate stand for')
    }
  }
  const { tokens, variants } = parseVocabulary(model.vocab, config)
  return {
    ...section,
    tokens,
    variants,
    merges: config.mode === 'bpe' ? parseMerges(model.merges, tokens) : [],
  }
}

function parseSection(section: unknown): Pick<TokenizerParts, 'config' | 'segmenter' | 'largestCountError'> {
  const name = 'model.textgate'
  if (!isObject(section)) throw invalid(name, "is missing; textgate's own settings are kept there")
  const { version, segmenter, largestCountError = 0 } = section
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw invalid(`${name}.version`, 'is no positive integer')
  }
  if (version > SECTION_VERSION) {
    throw invalid(
      `${name}.version`,
      `is ${version}, newer than ${SECTION_VERSION}, the newest that this version reads; upgrade @textgate/tokenizer`,
    )
  }
  if (segmenter !== undefined && typeof segmenter !== 'string')
    throw invalid(`${name}.segmenter`, 'is no string')
  if (typeof largestCountError !== 'number') throw invalid(`${name}.largestCountError`, 'is no number')
  if (!isObject(section.config)) throw invalid(`${name}.config`, 'is no object')
  try {
    // Files of before `auto` was the default may leave the mode out.
    const { mode, ...rest } = parseTokenizerConfig({ mode: 'words', ...section.config })
    if (mode === 'auto') throw invalid(`${name}.config.mode`, 'is auto, which learning should have settled')
    const config = { mode, ...rest }
    if (config.chinese === 'jieba' && segmenter === undefined)
      throw invalid(`${name}.segmenter`, 'is missing')
    return { config, segmenter, largestCountError }
  } catch (error) {
    if (isTextgateError(error, 'CONFIG_INVALID')) throw invalid(`${name}.config`, error.message, error)
    throw error
  }
}

function parseVocabulary(
  vocabulary: unknown,
  config: ResolvedTokenizerConfig,
): Pick<TokenizerParts, 'tokens' | 'variants'> {
  const name = 'model.vocab'
  if (!isObject(vocabulary)) throw invalid(name, 'is no object')
  const entries = Object.entries(vocabulary)
  const tokens: string[] = []
  const variants: [string, number][] = []
  for (const [token, id] of entries) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= entries.length) {
      throw invalid(
        name,
        `has ${entries.length} tokens, so the id ${JSON.stringify(id)} of ${JSON.stringify(token)} is out of range`,
      )
    }
    if (tokens[id] === undefined) tokens[id] = token
    else if (config.normalization === 'portable') variants.push([token, id])
    else
      throw invalid(name, `gives id ${id} to ${JSON.stringify(tokens[id])} and to ${JSON.stringify(token)}`)
  }
  // With other spellings, the ids may have a gap.
  for (let id = 0; id < tokens.length; id++) {
    if (tokens[id] === undefined) throw invalid(name, `has no token of id ${id}`)
  }
  SPECIAL_TOKENS.forEach((token, id) => {
    if (tokens[id] !== token)
      throw invalid(name, `gives id ${id} to ${JSON.stringify(tokens[id])} instead of ${token}`)
  })
  if (tokens.length > config.maxVocabulary) {
    throw invalid(name, `has ${tokens.length} tokens, more than its settings allow, ${config.maxVocabulary}`)
  }
  if (config.mode === 'bpe') {
    const missing = BYTE_CHARACTERS.find((character) => !Object.hasOwn(vocabulary, character))
    if (missing !== undefined) throw invalid(name, `lacks the byte ${JSON.stringify(missing)}`)
  }
  return { tokens, variants }
}

function parseMerges(merges: unknown, tokens: readonly string[]): (readonly [number, number])[] {
  const name = 'model.merges'
  if (!Array.isArray(merges)) throw invalid(name, 'is no list')
  const ids = new Map(tokens.map((token, id) => [token, id]))
  return merges.map((merge: unknown, rank) => {
    const pair = Array.isArray(merge) && merge.length === 2 ? (merge as unknown[]) : undefined
    const [left, right] = pair ?? []
    if (typeof left !== 'string' || typeof right !== 'string') {
      throw invalid(name, `has at ${rank} no pair of strings`)
    }
    const leftId = ids.get(left)
    const rightId = ids.get(right)
    if (leftId === undefined || rightId === undefined || !ids.has(left + right)) {
      throw invalid(
        name,
        `joins at ${rank} ${JSON.stringify(merge)}, of which the vocabulary lacks a part or the whole`,
      )
    }
    return [leftId, rightId] as const
  })
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(part: string, reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'TOKENIZER_INVALID',
    `tokenizer.json cannot be used: ${part} ${reason}. Use a tokenizer that textgate wrote, or correct ${part}`,
    { details: { part }, cause },
  )
}
