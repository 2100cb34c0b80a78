import type { TokenizerConfig } from '@textgate/core'
import type { Encoder } from './encoder.ts'
import { unitNormalizer } from './normalize-to-units.ts'
import { createSpanList } from './span-list.ts'
import type { Split } from './split.ts'
import { tokenFinder } from './token-finder.ts'
import { keptTokens } from './truncate.ts'

/** Words and characters: each span that `split` finds is looked up whole. */
export function tokenEncoder(tokens: readonly string[], config: TokenizerConfig, split: Split): Encoder {
  const normalize = unitNormalizer(config)
  const find = tokenFinder(tokens)
  const spans = createSpanList()
  const limit = config.truncation === 'head' ? config.maxLength : Number.POSITIVE_INFINITY

  const idsOf = (units: Uint16Array): Int32Array => {
    const { head, tail } = keptTokens(spans.count, config)
    const ids = new Int32Array(head + tail)
    find(units, spans, 0, head, ids, 0)
    find(units, spans, spans.count - tail, spans.count, ids, head)
    return ids
  }
  return {
    encodeIds(text) {
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
