import { type Bundle, TextgateError, type TokenizerConfig, UNKNOWN_ID } from '@textgate/core'

/** A tokenizer in terms that operators of ONNX have. */
export interface PortableTokenizer {
  /** Whether A to Z are lower-cased first. */
  readonly lowercase: boolean
  /** What a token is: a regular expression that looks nowhere around, of which the longest match counts. */
  readonly pattern: string
  /** Every spelling that has an id; all others are unknown. */
  readonly spellings: readonly string[]
  /** Ids of the spellings, of which several may have the same. */
  readonly ids: readonly number[]
  /** Of a text with more tokens than both together, the first `head` and the last `tail` are kept. */
  readonly kept: { readonly head: number; readonly tail: number }
}

/** The parts of a `tokenizer.json` of words or characters that matter here. */
interface TokenizerFile {
  readonly pre_tokenizer: { readonly pattern: { readonly Regex: string } }
  readonly model: { readonly vocab: Readonly<Record<string, number>> }
}

/**
 * Reads the tokenizer of a bundle for a graph.
 *
 * @throws EXPORT_UNSUPPORTED where the tokenizer does what no operator of ONNX does, naming the setting and the nearest ones
 *   that can be exported
 */
export function portableTokenizer({ manifest, tokenizerJson }: Bundle): PortableTokenizer {
  const { tokenizer } = manifest.config
  checkPortable(tokenizer)
  const { pre_tokenizer, model } = JSON.parse(tokenizerJson) as TokenizerFile
  const entries = Object.entries(model.vocab).filter(([, id]) => id > UNKNOWN_ID)
  return {
    lowercase: tokenizer.lowercase,
    pattern: pre_tokenizer.pattern.Regex,
    spellings: entries.map(([spelling]) => spelling),
    ids: entries.map(([, id]) => id),
    kept: keptTokens(tokenizer),
  }
}

function checkPortable({ mode, chinese, normalization }: TokenizerConfig): void {
  if (normalization === 'portable') return
  const segments = mode === 'bpe' ? 'byte-level BPE' : chinese === 'jieba' ? "jieba's words" : undefined
  const nearest = mode === 'characters' ? 'characters' : 'words'
  const reason =
    segments === undefined
      ? `tokenizer.normalization ${normalization} changes characters as no operator of ONNX does`
      : `no operator of ONNX finds ${segments}`
  throw new TextgateError(
    'EXPORT_UNSUPPORTED',
    `this tokenizer cannot be exported with the model: ${reason}; train with tokenizer.normalization portable and ` +
      `tokenizer.mode ${nearest} (textgate train --portable), or export without --text and tokenize outside`,
    { details: { key: segments === undefined ? 'tokenizer.normalization' : 'tokenizer.mode', nearest } },
  )
}

function keptTokens({ maxLength, truncation }: TokenizerConfig): PortableTokenizer['kept'] {
  if (truncation === 'head') return { head: maxLength, tail: 0 }
  if (truncation === 'tail') return { head: 0, tail: maxLength }
  const tail = Math.floor(maxLength / 2)
  return { head: maxLength - tail, tail }
}
