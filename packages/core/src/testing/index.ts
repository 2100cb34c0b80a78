export { exampleBundle } from './example-bundle.ts'
export { type TokenizerLaw, tokenizerLaws } from './tokenizer-laws.ts'
