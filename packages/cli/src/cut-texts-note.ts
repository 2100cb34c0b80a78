import type { TextgateConfig } from '@textgate/core'

/**
 * Says that texts are cut, and how they would be read whole; undefined where none is.
 *
 * @param lengths - tokens of the training texts, int32, shape [rows]
 * @param config - its `tokenizer.maxLength` is what they were cut at
 */
export function cutTextsNote(
  lengths: Int32Array,
  { tokenizer: { maxLength }, model }: Pick<TextgateConfig, 'tokenizer' | 'model'>,
): string | undefined {
  const count = lengths.filter((length) => length >= maxLength).length
  if (count === 0) return undefined
  const wayOut =
    model.longText === 'truncate' ? 'model.longText windows reads texts whole' : 'raise it to read more'
  return `${count} of ${lengths.length} training texts fill tokenizer.maxLength, ${maxLength} tokens, and longer ones are cut; ${wayOut}`
}
