import type { ResolvedTokenizerConfig } from '@textgate/core'
import { characterClass } from './character-pattern.ts'
import { DIGIT_RANGES, REMOVED_RANGES } from './character-ranges.ts'
import { characterPattern, piecePattern, spacesPattern, wordPattern } from './split-pattern.ts'

/** The parts of a Hugging Face `tokenizer.json` that follow from the configuration alone. */
export interface PipelineJson {
  readonly truncation: unknown
  readonly normalizer: unknown
  readonly pre_tokenizer: unknown
  readonly decoder: unknown
}

/**
 * The configuration in Hugging Face's terms. Explicit character ranges stand for property classes, and Σ is replaced
 * before lower-casing, so that the Rust and the JavaScript library agree whatever Unicode version each of them knows.
 */
export function pipelineJson(config: ResolvedTokenizerConfig): PipelineJson {
  const replace = (pattern: unknown, content: string) => ({ type: 'Replace', pattern, content })
  const isPortable = config.normalization === 'portable'
  const normalizers: unknown[] = [
    replace({ Regex: `[${characterClass(REMOVED_RANGES)}]` }, isPortable ? ' ' : ''),
  ]
  if (config.normalization === 'nfc') normalizers.push({ type: 'NFC' })
  if (config.normalization === 'nfkc') normalizers.push({ type: 'NFKC' })
  if (config.lowercase && isPortable) {
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
      normalizers.push(replace({ String: letter }, letter.toLowerCase()))
  } else if (config.lowercase) normalizers.push(replace({ String: 'Σ' }, 'σ'), { type: 'Lowercase' })
  if (config.numbers === 'mask')
    normalizers.push(replace({ Regex: `[${characterClass(DIGIT_RANGES)}]` }, '0'))
  if (config.mode === 'bpe') normalizers.push(replace({ Regex: spacesPattern() }, ' '))
  // Inverted and removed: what the pattern does not match is dropped.
  const split = (pattern: string) => ({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Removed',
    invert: true,
  })
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false }
  return {
    truncation: truncationJson(config),
    normalizer: { type: 'Sequence', normalizers },
    pre_tokenizer:
      config.mode === 'bpe'
        ? { type: 'Sequence', pretokenizers: [split(piecePattern()), byteLevel] }
        : split(
            config.mode === 'words'
              ? wordPattern(config.numbers === 'digits', isPortable)
              : characterPattern(isPortable),
          ),
    decoder: config.mode === 'bpe' ? byteLevel : null,
  }
}

function truncationJson({ truncation, maxLength }: ResolvedTokenizerConfig): unknown {
  if (truncation === 'head-tail') return null
  return {
    direction: truncation === 'head' ? 'Right' : 'Left',
    max_length: maxLength,
    strategy: 'LongestFirst',
    stride: 0,
  }
}
