import { z } from 'zod'
import { TextgateError } from './errors.ts'
import { headProblems } from './head-problems.ts'
import { autoMaxLength, readsWindows } from './long-text.ts'
import { POOLINGS, poolingParts } from './pooling.ts'

/** Version of the configuration's shape; newer ones are refused. */
export const CONFIG_VERSION = 1

const fraction = z.number().min(0).max(1)
const dropoutRate = z.number().min(0).lt(1)
const positiveInteger = z.int().min(1)

const BUCKET_COUNTS = [
  1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576, 2_097_152, 4_194_304,
] as const

/** Where the pooling has no attention, these keys must be as they are here. */
const DEFAULT_ATTENTION = { attentionHeads: 1, attentionSize: 64 }

/** Where long texts are not read in windows, these keys must be as they are here. */
const DEFAULT_WINDOWS = { windowLength: 256, windowOverlap: 32 }

const tokenizerSchema = z
  .strictObject({
    mode: z
      .enum(['auto', 'words', 'characters', 'bpe'])
      .default('auto')
      .describe(
        'words: words, numbers, punctuation, Chinese as `chinese` says. characters: every character. bpe: byte-level BPE. auto: one of them, from the texts.',
      ),
    normalization: z.enum(['none', 'nfc', 'nfkc']).default('nfkc').describe('Unicode normalisation.'),
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

const modelSchema = z
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
      .default('max-mean')
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
      .literal(['auto', ...BUCKET_COUNTS])
      .default('auto')
      .describe('Rows that runs of 2 and more tokens share by hash; auto: as many as fit 2^20 weights.'),
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

const trainingSchema = z
  .strictObject({
    epochs: z
      .union([z.literal('auto'), positiveInteger])
      .default('auto')
      .describe('Passes over the training part at most; auto: enough for some 3,000 steps, 4 to 40.'),
    batchSize: positiveInteger.default(32).describe('Texts a step at most.'),
    // Room for 32 texts of the default maxLength, and below 1 GiB a step for every preset.
    batchTokens: positiveInteger
      .default(16_384)
      .describe('Tokens a step at most, padding included; longer texts make smaller batches.'),
    learningRate: z.number().gt(0).max(1).default(0.002).describe('Peak learning rate of AdamW.'),
    weightDecay: z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe('Decoupled weight decay, times the learning rate.'),
    clipNorm: z.number().gt(0).default(2).describe('Largest global norm of the gradient.'),
    warmup: fraction
      .default(0.05)
      .describe('Fraction of all steps in which the learning rate rises linearly.'),
    decay: z
      .enum(['none', 'linear', 'cosine'])
      .default('linear')
      .describe('How the learning rate falls after warm-up.'),
    labelSmoothing: fraction
      .lt(1)
      .default(0)
      .describe('Share of the target spread over all labels; for head multi over yes and no of each.'),
    classWeights: z
      .union([z.enum(['none', 'balanced']), z.record(z.string(), z.number().gt(0))])
      .default('none')
      .describe('Weight of each label in the loss; balanced: rows / (labels * rows of the label).'),
    metric: z
      .enum(['auto', 'accuracy', 'microF1', 'macroF1', 'meanAbsoluteError', 'quadraticKappa', 'loss'])
      .default('auto')
      .describe(
        'What early stopping watches on the dev part; auto: accuracy, for head multi microF1, for ordinal meanAbsoluteError.',
      ),
    patience: z
      .int()
      .min(0)
      .default(5)
      .describe('Epochs without a better metric before training stops; 0: never stop early.'),
    calibration: z
      .enum(['temperature', 'none'])
      .default('temperature')
      .describe(
        'temperature: after training, scores are divided by one number, chosen on the dev part, so that probabilities are as high as answers are right. none: they stay as trained.',
      ),
    unknownPrecision: z
      .union([z.number().gt(0).lt(1), z.null()])
      .default(null)
      .describe(
        'Share of right answers that is wanted: texts of too low a probability, by the dev part, are answered unknown. null: all are answered.',
      ),
    averageDecay: fraction
      .lt(1)
      .default(0.995)
      .describe('Decay of averaged weights (EMA) a step, used for dev and the result; 0: none.'),
    refit: z
      .boolean()
      .default(false)
      .describe(
        'true: trains a second time, on train and dev together, for as many epochs as were best on dev. Takes twice as long; figures on dev are those of the first time.',
      ),
    vectors: z
      .strictObject({
        file: z
          .union([z.string().min(1), z.null()])
          .default(null)
          .describe(
            'File of pretrained word vectors, word2vec, GloVe or fastText as text (.vec, .txt, each also .gz); null: none.',
          ),
        trainable: z
          .boolean()
          .default(true)
          .describe('false: the embedding stays as it is, rows without a vector too.'),
      })
      .prefault({})
      .describe('First values of the embedding; a word has model.embeddingSize numbers.'),
    checkpointSeconds: z.number().gt(0).default(60).describe('Seconds between checkpoints inside an epoch.'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(1)
      .describe('Seed of everything random.'),
  })
  .superRefine((training, context) => {
    if (!training.vectors.trainable && training.vectors.file === null) {
      context.addIssue({
        code: 'custom',
        path: ['vectors', 'trainable'],
        message: 'frozen vectors need vectors.file (--vectors): a random embedding would learn nothing',
      })
    }
    if (training.warmup === 1 && training.decay !== 'none') {
      context.addIssue({
        code: 'custom',
        path: ['warmup'],
        message: 'warm-up over all steps leaves none for the decay',
      })
    }
  })

const dataSchema = z.strictObject({
  textColumn: z.string().min(1).default('text').describe('Column or JSON member that holds the text.'),
  labelColumn: z.string().min(1).default('label').describe('Column or JSON member that holds the label.'),
  labelSeparator: z
    .string()
    .min(1)
    .default('|')
    .describe('What stands between the labels of a CSV or TSV cell, for head multi.'),
  labelOrder: z
    .union([z.array(z.string().min(1)).min(2), z.null()])
    .default(null)
    .describe('All labels from lowest to highest, for head ordinal; null: labels are numbers.'),
})

const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where editors find the JSON Schema; ignored by textgate.'),
    version: z
      .literal(CONFIG_VERSION)
      .default(CONFIG_VERSION)
      .describe('Version of this configuration format.'),
    data: dataSchema.prefault({}),
    tokenizer: tokenizerSchema.prefault({}),
    model: modelSchema.prefault({}),
    training: trainingSchema.prefault({}),
  })
  .superRefine(({ data, tokenizer, model, training }, context) => {
    for (const { path, message } of headProblems(model.head, { data, training })) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    const { maxLength } = tokenizer
    if (maxLength !== 'auto' && readsWindows(model) && maxLength <= model.windowLength) {
      context.addIssue({
        code: 'custom',
        path: ['tokenizer', 'maxLength'],
        message: `texts are cut at ${maxLength} tokens before a second window of ${model.windowLength} is begun; set it to auto, or more`,
      })
    }
    if (training.vectors.file !== null && model.encoder === 'linear') {
      context.addIssue({
        code: 'custom',
        path: ['training', 'vectors', 'file'],
        message:
          'vectors begin an embedding, and encoder linear has none; choose another encoder or no vectors',
      })
    }
    if (training.vectors.file !== null && tokenizer.mode === 'bpe') {
      context.addIssue({
        code: 'custom',
        path: ['training', 'vectors', 'file'],
        message: 'vectors are of words, and tokenizer.mode bpe gives parts of words; set it to words',
      })
    }
  })

type WrittenTokenizerConfig = z.infer<typeof tokenizerSchema>
/** How texts become ids. */
export type TokenizerConfig = Omit<WrittenTokenizerConfig, 'maxLength'> & {
  /** Tokens of a text that the model reads at most. */
  maxLength: number
}
/** The same once the texts have been looked at: no longer `auto`. */
export type ResolvedTokenizerConfig = Omit<TokenizerConfig, 'mode'> & {
  mode: Exclude<TokenizerConfig['mode'], 'auto'>
}
/** The network. */
export type ModelConfig = z.infer<typeof modelSchema>
/** What a text has: one label, any number of labels, or one label of an order. */
export type Head = ModelConfig['head']
/** The training loop. */
export type TrainingConfig = z.infer<typeof trainingSchema>
/** Where the data readers look. */
export type DataConfig = z.infer<typeof dataSchema>
/** A whole configuration, every default filled in, as a file of `textgate init` has it. */
export type WrittenConfig = Omit<z.infer<typeof configSchema>, '$schema'>
/** The same, with a number for `tokenizer.maxLength`. */
export type TextgateConfig = Omit<WrittenConfig, 'tokenizer'> & { tokenizer: TokenizerConfig }
/** A configuration as users write it: every key may be left out. */
export type TextgateConfigInput = z.input<typeof configSchema>

/**
 * Checks a whole configuration and fills in the defaults; `tokenizer.maxLength: auto` becomes the number that
 * `model.longText` calls for.
 *
 * @throws CONFIG_INVALID naming every wrong key: unknown, of a wrong type, out of range or in an impossible combination
 */
export function parseConfig(json: unknown): TextgateConfig {
  const config = fillConfig(json)
  return { ...config, tokenizer: withMaxLength(config.tokenizer, config.model.longText) }
}

/**
 * As `parseConfig`, but `tokenizer.maxLength: auto` stays: it is to follow `model.longText` when somebody edits the file.
 *
 * @throws CONFIG_INVALID as `parseConfig`
 */
export function fillConfig(json: unknown): WrittenConfig {
  const version =
    typeof json === 'object' && json !== null ? (json as { version?: unknown }).version : undefined
  if (typeof version === 'number' && version > CONFIG_VERSION) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `configuration version ${version} is newer than ${CONFIG_VERSION}, the newest that this version reads; upgrade textgate`,
      { details: { version } },
    )
  }
  const { $schema: _editorOnly, ...config } = parse(configSchema, json ?? {}, '')
  return config
}

/**
 * Reads a configuration that a bundle was written with. Keys that were not there yet mean that the model has not what
 * they configure, that its tokens are words and its scores as trained, whatever the default of new models is now.
 *
 * @throws CONFIG_INVALID as `parseConfig`
 */
export function parseStoredConfig(json: unknown): TextgateConfig {
  const stored = json as
    | {
        model?: { ngrams?: unknown; ngramWeighting?: unknown; longText?: unknown }
        tokenizer?: { mode?: unknown }
        training?: { calibration?: unknown }
      }
    | undefined
  // Before the check: other keys are impossible with windows.
  const isOlder = isObject(stored?.model) && stored.model.longText === undefined
  const config = parseConfig(isOlder ? { ...stored, model: { ...stored.model, longText: 'truncate' } } : json)
  return {
    ...config,
    tokenizer:
      stored?.tokenizer?.mode === undefined ? { ...config.tokenizer, mode: 'words' } : config.tokenizer,
    model: {
      ...config.model,
      ...(stored?.model?.ngrams === undefined ? { ngrams: 0 } : {}),
      ...(stored?.model?.ngramWeighting === undefined ? { ngramWeighting: 'count' } : {}),
    },
    training:
      stored?.training?.calibration === undefined
        ? { ...config.training, calibration: 'none' }
        : config.training,
  }
}

/** Checks a tokenizer section alone; see `parseConfig`. Where no model is, `maxLength: auto` is that of truncated texts. */
export function parseTokenizerConfig(json: unknown = {}): TokenizerConfig {
  return withMaxLength(parse(tokenizerSchema, json, 'tokenizer'), 'truncate')
}

/** Checks a model section alone; see `parseConfig`. */
export function parseModelConfig(json: unknown = {}): ModelConfig {
  return parse(modelSchema, json, 'model')
}

/** Checks a training section alone; see `parseConfig`. */
export function parseTrainingConfig(json: unknown = {}): TrainingConfig {
  return parse(trainingSchema, json, 'training')
}

/** The configuration's JSON Schema (draft 2020-12), for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function withMaxLength(
  tokenizer: WrittenTokenizerConfig,
  longText: ModelConfig['longText'],
): TokenizerConfig {
  const { maxLength } = tokenizer
  return { ...tokenizer, maxLength: maxLength === 'auto' ? autoMaxLength(longText) : maxLength }
}

function parse<T extends z.ZodType>(schema: T, json: unknown, prefix: string): z.infer<T> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, prefix))
  throw new TextgateError(
    'CONFIG_INVALID',
    `${problems.map(({ key, reason }) => `${key}: ${reason}`).join('; ')}. Correct the named keys; \`textgate init\` writes a configuration with every key`,
    { details: { problems } },
  )
}

function problemsOf(issue: z.core.$ZodIssue, prefix: string): { key: string; reason: string }[] {
  const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ key: [...path, key].join('.'), reason: 'unknown key' }))
  }
  return [{ key: path.join('.') || 'configuration', reason: issue.message }]
}
