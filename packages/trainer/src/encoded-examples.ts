import { type LabelledText, TextgateError, type Tokenizer } from '@textgate/core'

/** Tokenised, labelled texts, packed: four bytes a token and eight a row. */
export interface EncodedExamples {
  /** Token ids of all rows one after another, int32, shape [tokens]. */
  readonly ids: Int32Array
  /** Where each row begins in `ids`, int32, shape [size + 1]; the last value is the number of tokens. */
  readonly offsets: Int32Array
  /** Label index of each row, int32, shape [size]. */
  readonly labels: Int32Array
  /** Rows. */
  readonly size: number
}

/**
 * Tokenises a stream of labelled texts.
 *
 * @param labels - the classes in the order of the model's outputs
 * @throws DATA_ROW_INVALID for a label that is not among them
 */
export async function encodeExamples(
  tokenizer: Tokenizer,
  examples: AsyncIterable<LabelledText> | Iterable<LabelledText>,
  labels: readonly string[],
): Promise<EncodedExamples> {
  const indexOf = new Map(labels.map((label, i) => [label, i]))
  const ids = growingInt32()
  const offsets = growingInt32()
  const truth = growingInt32()
  offsets.push([0])
  for await (const { text, label } of examples) {
    const index = indexOf.get(label)
    if (index === undefined) {
      throw new TextgateError(
        'DATA_ROW_INVALID',
        `row ${truth.length + 1} has the unknown label ${JSON.stringify(label)}; correct it, or train with all labels`,
        { details: { row: truth.length + 1, label } },
      )
    }
    ids.push(tokenizer.encodeIds(text))
    offsets.push([ids.length])
    truth.push([index])
  }
  return { ids: ids.values(), offsets: offsets.values(), labels: truth.values(), size: truth.length }
}

/** The ids of one row, a view, int32, shape [length]. */
export function rowIds({ ids, offsets }: EncodedExamples, row: number): Int32Array {
  return ids.subarray(offsets[row], offsets[row + 1])
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
  const labels = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    ids.set(rowIds(examples, row), offsets[i])
    labels[i] = examples.labels[row] as number
  }
  return { ids, offsets, labels, size: rows.length }
}

/** An int32 array that doubles its room as it fills. */
function growingInt32() {
  let room = new Int32Array(1024)
  let length = 0
  return {
    get length(): number {
      return length
    },
    push(values: ArrayLike<number>): void {
      if (length + values.length > room.length) {
        const larger = new Int32Array(Math.max(room.length * 2, length + values.length))
        larger.set(room.subarray(0, length))
        room = larger
      }
      room.set(values, length)
      length += values.length
    },
    values: (): Int32Array => room.slice(0, length),
  }
}
