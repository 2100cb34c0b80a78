export { type TokenizerLaw, tokenizerLaws } from './tokenizer-laws.ts'
