import type { TokenizerConfig } from '@textgate/core'
import { applyMerges } from './apply-merges.ts'
import type { BpeMerges } from './bpe-merges.ts'
import type { Encoder } from './encoder.ts'
import { unitNormalizer } from './normalize-to-units.ts'
import { createPieceBytes, encodePiece } from './piece-bytes.ts'
import { pieceCache } from './piece-cache.ts'
import { createSpanList } from './span-list.ts'
import { splitPieces } from './split-pieces.ts'
import { keep, keptTokens } from './truncate.ts'

/** Byte-level BPE: each piece's bytes are merged; pieces that come again are remembered. */
export function bpeEncoder(merges: BpeMerges, tokenBytes: Int32Array, config: TokenizerConfig): Encoder {
  const normalize = unitNormalizer(config)
  const spans = createSpanList()
  const piece = createPieceBytes()
  const cache = pieceCache()
  const limit = config.truncation === 'head' ? config.maxLength : Number.POSITIVE_INFINITY
  let symbols = new Int32Array(256)
  let ids = new Int32Array(1024)

  /** Merges one piece into `symbols` and returns the number of tokens. */
  const mergePiece = (units: Uint16Array, start: number, end: number): number => {
    encodePiece(units, start, end, piece)
    if (symbols.length < piece.length) symbols = new Int32Array(2 * piece.length)
    for (let i = 0; i < piece.length; i++) symbols[i] = merges.byteIds[piece.bytes[i] as number] as number
    return applyMerges(symbols, piece.length, merges)
  }
  /** Ids of all spans into `ids`; `visit` sees each piece's place there. */
  const encodeSpans = (
    units: Uint16Array,
    visit?: (span: number, from: number, to: number) => void,
  ): number => {
    let count = 0
    for (let span = 0; span < spans.count && count < limit; span++) {
      const start = spans.bounds[2 * span] as number
      const end = spans.bounds[2 * span + 1] as number
      const from = count
      const hash = spans.hashes[span] as number
      const cached = cache.find(units, start, end, hash)
      const length = cached < 0 ? mergePiece(units, start, end) : cache.lengthOf(cached)
      if (count + length > ids.length) {
        const larger = new Int32Array(2 * (count + length))
        larger.set(ids)
        ids = larger
      }
      if (cached < 0) {
        ids.set(symbols.subarray(0, length), count)
        cache.add(units, start, end, hash, symbols, length)
      } else {
        cache.copy(cached, ids, count)
      }
      count += length
      visit?.(span, from, count)
    }
    return count
  }
  return {
    encodeIds(text) {
      const { units, length } = normalize(text, false)
      splitPieces(units, length, limit, spans)
      const count = encodeSpans(units)
      return keep(ids, count, 1, keptTokens(count, config))
    },
    encode(text) {
      const { units, length, starts, ends } = normalize(text, true)
      splitPieces(units, length, limit, spans)
      const offsets: number[] = []
      const count = encodeSpans(units, (span, from, to) => {
        encodePiece(units, spans.bounds[2 * span] as number, spans.bounds[2 * span + 1] as number, piece)
        let byte = 0
        for (let token = from; token < to; token++) {
          const bytes = tokenBytes[ids[token] as number] as number
          // The blank before a word belongs to its token but not to the word's place in the text.
          const first = piece.bytes[byte] === 0x20 && bytes > 1 ? byte + 1 : byte
          offsets.push(starts[piece.starts[first] as number] as number)
          byte += bytes
          offsets.push(ends[(piece.ends[byte - 1] as number) - 1] as number)
        }
      })
      const kept = keptTokens(count, config)
      return { ids: keep(ids, count, 1, kept), offsets: keep(Int32Array.from(offsets), count, 2, kept) }
    },
  }
}
