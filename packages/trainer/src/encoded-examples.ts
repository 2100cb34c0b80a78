import { type LabelledText, type MultiLabelledText, TextgateError, type Tokenizer } from '@textgate/core'
import { growingInt32 } from './growing-int32.ts'
import { type RowLabels, selectRowLabels } from './row-labels.ts'

/** Tokenised texts, packed: four bytes a token and four a text. */
export interface TokenSequences {
  /** Token ids of all texts one after another, int32, shape [tokens]. */
  readonly ids: Int32Array
  /** Where each text begins in `ids`, int32, shape [texts + 1]; the last value is the number of tokens. */
  readonly offsets: Int32Array
}

/** Tokenised, labelled texts; a text is a row, and takes four bytes a label beside. */
export interface EncodedExamples extends TokenSequences, RowLabels {}

/**
 * Tokenises a stream of labelled texts. Where a row has a list of labels, the result has `labelOffsets`.
 *
 * @param labels - the classes in the order of the model's outputs
 * @throws DATA_ROW_INVALID for a label that is not among them
 */
export async function encodeExamples(
  tokenizer: Tokenizer,
  examples: AsyncIterable<LabelledText | MultiLabelledText> | Iterable<LabelledText | MultiLabelledText>,
  labels: readonly string[],
): Promise<EncodedExamples> {
  const indexOf = new Map(labels.map((label, i) => [label, i]))
  const ids = growingInt32()
  const offsets = growingInt32()
  const truth = growingInt32()
  const labelOffsets = growingInt32()
  let size = 0
  let hasLists = false
  offsets.push([0])
  labelOffsets.push([0])
  for await (const example of examples) {
    size++
    hasLists ||= 'labels' in example
    ids.push(tokenizer.encodeIds(example.text))
    offsets.push([ids.length])
    truth.push(labelIndices('labels' in example ? example.labels : [example.label], indexOf, size))
    labelOffsets.push([truth.length])
  }
  return {
    ids: ids.values(),
    offsets: offsets.values(),
    labels: truth.values(),
    ...(hasLists ? { labelOffsets: labelOffsets.values() } : {}),
    size,
  }
}

/** Tokenises a stream of texts without labels. */
export async function encodeTexts(
  tokenizer: Tokenizer,
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<TokenSequences> {
  const ids = growingInt32()
  const offsets = growingInt32()
  offsets.push([0])
  for await (const text of texts) {
    ids.push(tokenizer.encodeIds(text))
    offsets.push([ids.length])
  }
  return { ids: ids.values(), offsets: offsets.values() }
}

/** Ascending, so that the order in which a row lists its labels changes nothing. */
function labelIndices(
  labels: readonly string[],
  indexOf: ReadonlyMap<string, number>,
  row: number,
): readonly number[] {
  const indices = labels.map((label) => {
    const index = indexOf.get(label)
    if (index !== undefined) return index
    throw new TextgateError(
      'DATA_ROW_INVALID',
      `row ${row} has the unknown label ${JSON.stringify(label)}; correct it, or train with all labels`,
      { details: { row, label } },
    )
  })
  return [...new Set(indices)].sort((a, b) => a - b)
}

/** The ids of one row, a view, int32, shape [length]. */
export function rowIds({ ids, offsets }: EncodedExamples, row: number): Int32Array {
  return ids.subarray(offsets[row], offsets[row + 1])
}

/** The ids of every row, views. */
export function* allRows(examples: EncodedExamples): Generator<Int32Array> {
  for (let row = 0; row < examples.size; row++) yield rowIds(examples, row)
}

/** Tokens of each row, int32, shape [size]. */
export function rowLengths({ offsets, size }: EncodedExamples): Int32Array {
  return Int32Array.from(
    { length: size },
    (_, row) => (offsets[row + 1] as number) - (offsets[row] as number),
  )
}

/** The given rows in the given order, copied. */
export function selectExamples(examples: EncodedExamples, rows: ArrayLike<number>): EncodedExamples {
  const offsets = new Int32Array(rows.length + 1)
  for (let i = 0; i < rows.length; i++) {
    offsets[i + 1] = (offsets[i] as number) + rowIds(examples, rows[i] as number).length
  }
  const ids = new Int32Array(offsets[rows.length] as number)
  for (let i = 0; i < rows.length; i++) ids.set(rowIds(examples, rows[i] as number), offsets[i])
  return { ids, offsets, ...selectRowLabels(examples, rows) }
}

/** The rows of one part, and after them those of another, copied. Both have lists of labels, or neither has. */
export function joinExamples(first: EncodedExamples, second: EncodedExamples): EncodedExamples {
  return {
    ids: joinIntegers(first.ids, second.ids),
    offsets: joinOffsets(first.offsets, second.offsets),
    labels: joinIntegers(first.labels, second.labels),
    ...(first.labelOffsets && second.labelOffsets
      ? { labelOffsets: joinOffsets(first.labelOffsets, second.labelOffsets) }
      : {}),
    size: first.size + second.size,
  }
}

function joinIntegers(first: Int32Array, second: Int32Array): Int32Array {
  const joined = new Int32Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

function joinOffsets(first: Int32Array, second: Int32Array): Int32Array {
  const end = first.at(-1) as number
  return joinIntegers(
    first,
    second.subarray(1).map((offset) => offset + end),
  )
}
