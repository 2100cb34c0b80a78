export { loadTokenizer } from './load-tokenizer.ts'
export type { Segmenter } from './segmenter.ts'
export type { TextgateTokenizer } from './textgate-tokenizer.ts'
export { type TokenizerOptions, trainTokenizer } from './train-tokenizer.ts'
