/** Finds words in Chinese text; `jiebaSegmenter` of `@textgate/tokenizer/jieba` makes one. */
export interface Segmenter {
  /** Written to the tokenizer file; a tokenizer only accepts a segmenter of the name that it was trained with. */
  readonly name: string
  /** The words of the text in order; joined, they are the text again. */
  segment(text: string): readonly string[]
}
