import type { TokenizerParts } from './tokenizer-parts.ts'

/** What the Hugging Face format cannot say about this tokenizer, and what was left out in learning. */
export function formatNotes({ config, largestCountError }: TokenizerParts): string[] {
  const notes: string[] = []
  if (config.chinese === 'jieba') {
    notes.push(
      'chinese jieba: tokenizer.json cannot call a word segmenter; other libraries split Chinese by character and give other ids for it',
    )
  }
  if (config.truncation === 'head-tail') {
    notes.push(
      `truncation head-tail: tokenizer.json can only cut at one end; other libraries give every id of a text with more than ${config.maxLength} tokens`,
    )
  }
  if (largestCountError > 0) {
    notes.push(
      `the training texts had more distinct tokens than are counted at once; counts may be up to ${largestCountError} too low`,
    )
  }
  return notes
}
