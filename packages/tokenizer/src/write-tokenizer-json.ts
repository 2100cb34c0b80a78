import { pipelineJson } from './pipeline-json.ts'
import { UNKNOWN_TOKEN } from './special-tokens.ts'
import type { TokenizerParts } from './tokenizer-parts.ts'

/** Version of textgate's own section, `model.textgate`; newer ones are refused. */
export const SECTION_VERSION = 1

/**
 * A Hugging Face `tokenizer.json`, format 1.0: WordLevel for words and characters, BPE for bpe. What is textgate's own
 * stands in `model.textgate`, which the Rust and the JavaScript library both skip (a foreign key at the top level, Rust
 * refuses). There are no added tokens, so no text can hold `[PAD]` or `[UNK]` and get their ids. Equal parts give equal
 * text.
 */
export function writeTokenizerJson(parts: TokenizerParts): string {
  const { config, tokens, variants, merges, segmenter, largestCountError } = parts
  const pipeline = pipelineJson(config)
  const section = JSON.stringify({
    version: SECTION_VERSION,
    config,
    ...(segmenter === undefined ? {} : { segmenter }),
    ...(largestCountError === 0 ? {} : { largestCountError }),
  })
  const lines = [
    '"version": "1.0"',
    `"truncation": ${JSON.stringify(pipeline.truncation)}`,
    '"padding": null',
    '"added_tokens": []',
    `"normalizer": ${JSON.stringify(pipeline.normalizer)}`,
    `"pre_tokenizer": ${JSON.stringify(pipeline.pre_tokenizer)}`,
    '"post_processor": null',
    `"decoder": ${JSON.stringify(pipeline.decoder)}`,
    `"model": {\n    ${[...modelLines(parts), `"textgate": ${section}`].join(',\n    ')}\n  }`,
  ]
  return `{\n  ${lines.join(',\n  ')}\n}\n`

  function modelLines(_: TokenizerParts): string[] {
    // By hand, because JavaScript objects put keys like "7" first.
    const entries = [...tokens.map((token, id) => [token, id] as const), ...variants]
    const vocabulary = `"vocab": {\n${entries.map(([token, id]) => `      ${JSON.stringify(token)}: ${id}`).join(',\n')}\n    }`
    if (config.mode !== 'bpe') {
      // The JavaScript library knows no WordLevel. With a prefix that no token has, it takes its WordPiece for it, which
      // then finds whole words alone; a longer word than the longest token is unknown anyway.
      const longest = entries.reduce((length, [token]) => Math.max(length, [...token].length), 1)
      return [
        '"type": "WordLevel"',
        vocabulary,
        `"unk_token": ${JSON.stringify(UNKNOWN_TOKEN)}`,
        '"continuing_subword_prefix": " "',
        `"max_input_chars_per_word": ${longest}`,
      ]
    }
    const pairs = merges.map(([left, right]) => `      ${JSON.stringify([tokens[left], tokens[right]])}`)
    return [
      '"type": "BPE"',
      '"dropout": null',
      `"unk_token": ${JSON.stringify(UNKNOWN_TOKEN)}`,
      '"continuing_subword_prefix": null',
      '"end_of_word_suffix": null',
      '"fuse_unk": false',
      '"byte_fallback": false',
      '"ignore_merges": false',
      vocabulary,
      `"merges": [\n${pairs.join(',\n')}\n    ]`,
    ]
  }
}
