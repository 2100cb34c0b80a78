import { z } from 'zod'
import { positiveInteger } from './ranges.ts'

/** Section `tokenizer` of a configuration. */
export const tokenizerSchema = z
  .strictObject({
    mode: z
      .enum(['auto', 'words', 'characters', 'bpe'])
      .default('auto')
      .describe(
        'words: words, numbers, punctuation, Chinese as `chinese` says. characters: every character. bpe: byte-level BPE. auto: one of them, from the texts.',
      ),
    normalization: z
      .enum(['none', 'nfc', 'nfkc', 'portable'])
      .default('nfkc')
      .describe(
        'Unicode normalisation. portable: what operators of ONNX can do, so that the exported file reads text by itself; mode words or characters.',
      ),
    lowercase: z.boolean().default(true).describe('Lower-case the text, code point by code point.'),
    chinese: z
      .enum(['characters', 'jieba'])
      .default('characters')
      .describe('Chinese in words mode: every character a token, or words by @node-rs/jieba.'),
    numbers: z
      .enum(['keep', 'digits', 'mask'])
      .default('keep')
      .describe('keep: a number is a word. digits: each digit is a token. mask: every digit becomes 0.'),
    minFrequency: positiveInteger
      .default(2)
      .describe('Tokens seen less often in the training part become unknown.'),
    maxVocabulary: z
      .int()
      .min(16)
      .default(30_000)
      .describe('Largest number of ids, padding and unknown included.'),
    maxLength: z
      .union([z.literal('auto'), positiveInteger])
      .default('auto')
      .describe(
        'Tokens of a text that the model reads at most; auto: 400, and 32768 where model.longText is windows or hierarchical.',
      ),
    truncation: z
      .enum(['head', 'tail', 'head-tail'])
      .default('head-tail')
      .describe('Which part of a longer text is kept; head-tail keeps the first half and the last half.'),
  })
  .superRefine((tokenizer, context) => {
    if (tokenizer.chinese === 'jieba' && (tokenizer.mode === 'characters' || tokenizer.mode === 'bpe')) {
      context.addIssue({
        code: 'custom',
        path: ['chinese'],
        message: `jieba needs mode words, not ${tokenizer.mode}`,
      })
    }
    if (tokenizer.normalization === 'portable') checkPortable(tokenizer, context)
    if (tokenizer.mode === 'bpe' && tokenizer.maxVocabulary < 258) {
      context.addIssue({
        code: 'custom',
        path: ['maxVocabulary'],
        message: 'bpe needs at least 258: 256 bytes, padding and unknown',
      })
    }
    if (tokenizer.mode === 'bpe' && tokenizer.numbers !== 'keep') {
      context.addIssue({
        code: 'custom',
        path: ['numbers'],
        message: 'bpe reads bytes: numbers must be keep',
      })
    }
  })

/** No operator of ONNX segments words, merges bytes or replaces digits. */
function checkPortable(
  { mode, chinese, numbers }: { mode: string; chinese: string; numbers: string },
  context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void },
): void {
  const refuse = (key: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [key], message: `normalization portable ${message}` })
  }
  if (mode === 'bpe') refuse('mode', 'cannot do bpe; use words or characters')
  if (chinese === 'jieba') refuse('chinese', 'cannot call jieba; use characters')
  if (numbers === 'mask') refuse('numbers', 'cannot mask digits; use keep or digits')
}
