import { z } from 'zod'
import { POOLINGS, poolingParts } from '../pooling.ts'
import { dropoutRate, positiveInteger } from './ranges.ts'

const BUCKET_COUNTS = [
  1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576, 2_097_152, 4_194_304,
] as const

/** Where the pooling has no attention, these keys must be as they are here. */
const DEFAULT_ATTENTION = { attentionHeads: 1, attentionSize: 64 }

/** Where long texts are not read in windows, these keys must be as they are here. */
const DEFAULT_WINDOWS = { windowLength: 256, windowOverlap: 32 }

/** Section `model` of a configuration. */
export const modelSchema = z
  .strictObject({
    head: z
      .enum(['single', 'multi', 'ordinal'])
      .default('single')
      .describe(
        'What a text has. single: one label. multi: any number of labels, none too. ordinal: one label of an order, such as grades; see data.labelOrder.',
      ),
    encoder: z
      .enum(['gru', 'lstm', 'rnn', 'cnn', 'linear'])
      .default('gru')
      .describe(
        'What reads the tokens in their order: recurrent (gru, lstm, rnn: the simple one), convolutions (cnn) or nothing (linear: the n-grams alone, without embedding).',
      ),
    embeddingSize: z.int().min(1).max(4096).default(128).describe('Numbers per token.'),
    hiddenSize: z
      .int()
      .min(1)
      .max(4096)
      .default(128)
      .describe('Hidden units of each recurrent layer and direction; of cnn, filters of each width.'),
    layers: z.int().min(1).max(8).default(1).describe('Stacked recurrent layers; 1 for cnn.'),
    bidirectional: z
      .boolean()
      .default(true)
      .describe('Also read each text backwards; of no meaning to cnn and linear.'),
    filterWidths: z
      .array(z.int().min(1).max(9))
      .min(1)
      .refine((widths) => widths.every((width, i) => i === 0 || width > (widths[i - 1] as number)), {
        message: 'widths must be distinct and ascending',
      })
      .default([3, 4, 5])
      .describe('Tokens that a filter of cnn sees at once: distinct, ascending.'),
    pooling: z
      .enum(POOLINGS)
      .default('attention')
      .describe(
        'How the states of all tokens become one vector; max-mean and the like: each of these side by side. cnn has no last.',
      ),
    attentionHeads: z
      .int()
      .min(1)
      .max(16)
      .default(DEFAULT_ATTENTION.attentionHeads)
      .describe('Heads of attention, each with weights of its own; needs attention in pooling.'),
    attentionSize: z
      .int()
      .min(1)
      .max(4096)
      .default(DEFAULT_ATTENTION.attentionSize)
      .describe(
        'Hidden units from which attention scores a token, or a window; needs attention in pooling or longText hierarchical.',
      ),
    longText: z
      .enum(['truncate', 'windows', 'hierarchical'])
      .default('truncate')
      .describe(
        'How a text of more tokens than a window is read. truncate: as one, cut at tokenizer.maxLength. windows: in windows that overlap, whose states are pooled together. hierarchical: the pooled vectors of the windows are read by a second GRU with attention.',
      ),
    windowLength: positiveInteger
      .default(DEFAULT_WINDOWS.windowLength)
      .describe('Tokens of a window; needs longText windows or hierarchical.'),
    windowOverlap: z
      .int()
      .min(0)
      .default(DEFAULT_WINDOWS.windowOverlap)
      .describe(
        'Tokens that a window shares with the next one, fewer than windowLength; needs longText windows or hierarchical.',
      ),
    ngrams: z
      .int()
      .min(0)
      .max(4)
      .default(2)
      .describe('Also learn from every run of 1 to this many tokens, beside the encoder; 0: none.'),
    ngramBuckets: z
      .literal(['auto', 'large', ...BUCKET_COUNTS])
      .default('auto')
      .describe(
        'Rows that runs of 2 and more tokens share by hash. auto: twice as many as the training texts have different runs, at most 2^22 weights (16 MiB). large: the same, at most 2^24 weights.',
      ),
    ngramWeighting: z
      .enum(['count', 'tf-idf'])
      .default('tf-idf')
      .describe(
        'What an n-gram of a text is worth. tf-idf: more the oftener it occurs there and the fewer training texts have it. count: as often as it occurs.',
      ),
    dropout: z
      .strictObject({
        embedding: dropoutRate.default(0.5).describe('On the embedded tokens.'),
        layer: dropoutRate.default(0).describe('Between stacked layers; needs layers of 2 or more.'),
        pooled: dropoutRate.default(0.5).describe('On the pooled vector.'),
      })
      .prefault({}),
  })
  .superRefine((model, context) => {
    if (model.layers === 1 && model.dropout.layer > 0) {
      context.addIssue({
        code: 'custom',
        path: ['dropout', 'layer'],
        message: 'dropout between layers needs layers of 2 or more',
      })
    }
    if (model.encoder === 'cnn' && model.layers > 1) {
      context.addIssue({
        code: 'custom',
        path: ['layers'],
        message: 'encoder cnn has one layer; set layers to 1, or filterWidths to wider filters',
      })
    }
    if (model.encoder === 'cnn' && poolingParts(model.pooling).includes('last')) {
      context.addIssue({
        code: 'custom',
        path: ['pooling'],
        message: 'a state of cnn knows a few tokens, the last one too; leave last out of pooling',
      })
    }
    if (model.encoder === 'linear' && model.ngrams === 0) {
      context.addIssue({
        code: 'custom',
        path: ['ngrams'],
        message: 'encoder linear is the n-grams alone; set ngrams to 1 or more',
      })
    }
    if (model.windowOverlap >= model.windowLength) {
      context.addIssue({
        code: 'custom',
        path: ['windowOverlap'],
        message: `a window must go on from the one before; set it below windowLength, ${model.windowLength}`,
      })
    }
    for (const [key, value] of Object.entries(DEFAULT_WINDOWS)) {
      if (model[key as keyof typeof DEFAULT_WINDOWS] === value || model.longText !== 'truncate') continue
      context.addIssue({
        code: 'custom',
        path: [key],
        message: 'needs model.longText windows or hierarchical',
      })
    }
    for (const [key, value] of Object.entries(DEFAULT_ATTENTION)) {
      if (model[key as keyof typeof DEFAULT_ATTENTION] === value) continue
      if (poolingParts(model.pooling).includes('attention')) continue
      if (key === 'attentionSize' && model.longText === 'hierarchical') continue
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `needs attention in model.pooling, such as ${model.pooling}-attention`,
      })
    }
  })
