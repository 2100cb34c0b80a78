import { ONNX_TEXT_INTERFACE, PADDING_ID, UNKNOWN_ID } from '@textgate/core'
import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'
import type { PortableTokenizer } from './portable-tokenizer.ts'

/** Name of the value that holds the tokens, string [batch, tokens], padded with the empty string. */
export const TOKENS = 'text.tokens'
/** Name of the value that says where among them each kept token stands, int64 [batch, length]. */
export const TOKEN_PLACES = 'text.tokens.places'

/** No token is empty, so this one can stand for padding. */
const PADDING_TOKEN = ''

/**
 * Adds the operators that make ids int32 [batch, length] and lengths int32 [batch] of texts, string [batch]: A to Z are
 * lower-cased, tokens found, looked up, and those in the middle of too long a text left out.
 *
 * The locale C lowers A to Z and nothing else; it is the one that every machine has. Without texts, StringNormalizer says so
 * in an error, before ONNX Runtime's GRU would end the process.
 */
export function tokenizerGraph(
  graph: GraphBuilder,
  { lowercase, pattern, spellings, ids: idsOfSpellings, kept }: PortableTokenizer,
): void {
  const { text, ids, lengths } = ONNX_TEXT_INTERFACE
  const lowered = graph.add('text.lower', 'StringNormalizer', [text], {
    case_change_action: lowercase ? 'LOWER' : 'NONE',
    is_case_sensitive: 1,
    locale: 'C',
  })
  const tokens = graph.addOf('com.microsoft', TOKENS, 'Tokenizer', [lowered], {
    mark: 0,
    mincharnum: 1,
    pad_value: PADDING_TOKEN,
    tokenexp: pattern,
  }) // string [batch, tokens]
  const all = graph.addOf('ai.onnx.ml', 'text.tokens.ids', 'LabelEncoder', [tokens], {
    keys_strings: [PADDING_TOKEN, ...spellings],
    values_int64s: [PADDING_ID, ...idsOfSpellings],
    default_int64: UNKNOWN_ID,
  }) // int64 [batch, tokens]
  const isToken = graph.add('text.tokens.real', 'Cast', [all], { to: ELEMENT_TYPES.bool })
  const counted = graph.add('text.tokens.ones', 'Cast', [isToken], { to: ELEMENT_TYPES.int64 })
  const counts = graph.add('text.tokens.count', 'ReduceSum', [counted, graph.integers('axes.1', [1])]) // int64 [batch, 1]
  const most = graph.integers('text.tokens.most', [kept.head + kept.tail])
  const shortest = graph.add('text.tokens.kept', 'Min', [counts, most]) // int64 [batch, 1]
  const row = graph.add('text.tokens.kept.list', 'Squeeze', [shortest, graph.integers('axes.1', [1])])
  graph.add(lengths, 'Cast', [row], { to: ELEMENT_TYPES.int32 })

  const columns = graph.add('text.tokens.columns', 'Shape', [all], { start: 1, end: 2 }) // int64 [1]
  const fewest = graph.add('text.tokens.columns.kept', 'Min', [columns, most])
  const length = graph.add('text.tokens.length', 'Squeeze', [fewest])
  const [zero, one] = [graph.scalar('zero.int64', 'int64', 0), graph.scalar('one.int64', 'int64', 1)]
  const positions = graph.add('text.tokens.positions', 'Range', [zero, length, one]) // int64 [length]
  const places = placesOfKept(graph, { positions, counts, shortest, head: kept.head })
  const found = graph.add('text.tokens.ids.kept', 'GatherElements', [all, places], { axis: 1 })
  graph.add(ids, 'Cast', [found], { to: ELEMENT_TYPES.int32 })
}

/** Where in its text each kept token stands: behind the head, as far on as tokens are left out. int64 [batch, length] */
function placesOfKept(
  graph: GraphBuilder,
  values: {
    readonly positions: string
    readonly counts: string
    readonly shortest: string
    readonly head: number
  },
): string {
  const { positions, counts, shortest, head } = values
  const leftOut = graph.add('text.tokens.left_out', 'Sub', [counts, shortest]) // int64 [batch, 1]
  const isTail = graph.add('text.tokens.is_tail', 'GreaterOrEqual', [
    positions,
    graph.integers('text.tokens.head', [head]),
  ])
  const tail = graph.add('text.tokens.tail', 'Cast', [isTail], { to: ELEMENT_TYPES.int64 }) // int64 [length]
  const moved = graph.add('text.tokens.moved', 'Mul', [leftOut, tail]) // int64 [batch, length]
  return graph.add(TOKEN_PLACES, 'Add', [positions, moved])
}
