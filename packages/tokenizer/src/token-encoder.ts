import type { ResolvedTokenizerConfig } from '@textgate/core'
import { asciiWords } from './ascii-words.ts'
import type { Encoder } from './encoder.ts'
import { unitNormalizer } from './normalize-to-units.ts'
import { createSpanList } from './span-list.ts'
import type { Split } from './split.ts'
import type { TokenFinder } from './token-finder.ts'
import { keep, keptTokens } from './truncate.ts'

/** Words and characters: each span that `split` finds is looked up whole. */
export function tokenEncoder(finder: TokenFinder, config: ResolvedTokenizerConfig, split: Split): Encoder {
  const normalize = unitNormalizer(config)
  const spans = createSpanList()
  const limit = config.truncation === 'head' ? config.maxLength : Number.POSITIVE_INFINITY

  const encodeAscii = config.mode === 'words' ? asciiWords(config, finder, limit) : () => undefined

  const idsOf = (units: Uint16Array): Int32Array => {
    const { head, tail } = keptTokens(spans.count, config)
    const ids = new Int32Array(head + tail)
    finder.findSpans(units, spans, 0, head, ids, 0)
    finder.findSpans(units, spans, spans.count - tail, spans.count, ids, head)
    return ids
  }
  return {
    encodeIds(text) {
      const ascii = encodeAscii(text)
      if (ascii !== undefined) return keep(ascii.ids, ascii.count, 1, keptTokens(ascii.count, config))
      const { units, length } = normalize(text, false)
      split(units, length, limit, spans)
      return idsOf(units)
    },
    encode(text) {
      const { units, length, starts, ends } = normalize(text, true)
      split(units, length, limit, spans)
      const ids = idsOf(units)
      const { head } = keptTokens(spans.count, config)
      const offsets = new Int32Array(2 * ids.length)
      for (let token = 0; token < ids.length; token++) {
        const span = token < head ? token : spans.count - ids.length + token
        offsets[2 * token] = starts[spans.bounds[2 * span] as number] as number
        offsets[2 * token + 1] = ends[(spans.bounds[2 * span + 1] as number) - 1] as number
      }
      return { ids, offsets }
    },
  }
}
