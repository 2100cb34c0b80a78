import { z } from 'zod'
import { fraction, positiveInteger } from './ranges.ts'

/** Section `training` of a configuration. */
export const trainingSchema = z
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
      .union([z.boolean(), z.enum(['ngrams', 'auto'])])
      .default('auto')
      .describe(
        'What is trained a second time at the end, on train and dev together; figures on dev are those of the first time. true: everything, for as many epochs as were best on dev; takes twice as long. ngrams: the n-grams, in seconds. auto: the n-grams where dev was cut off the training file, else nothing. false: nothing.',
      ),
    ngramPriors: z
      .enum(['none', 'naive-bayes', 'auto'])
      .default('auto')
      .describe(
        'What the weights of n-grams are expected to be before training. naive-bayes: large where an n-gram tells a label from the others by its frequency; often better for opinions, worse with few texts a label. none: alike. auto: what makes the dev part likelier; without one none.',
      ),
    ngramSharing: z
      .enum(['none', 'prefixes', 'auto'])
      .default('auto')
      .describe(
        'Whether words that begin alike share a part of their weights as n-grams. prefixes: beginnings of 3 to 6 letters; often better where labels have few texts, or words have many endings. auto: what makes the dev part likelier; without one none.',
      ),
    ngramLength: z
      .enum(['fixed', 'auto'])
      .default('auto')
      .describe(
        'How long the n-grams are. fixed: as model.ngrams says. auto: a token longer where that makes the dev part likelier; the n-grams are trained twice more to know it.',
      ),
    pretraining: z
      .enum(['none', 'skip-gram', 'auto'])
      .default('auto')
      .describe(
        'How the embedding begins where vectors.file names no vectors. skip-gram: with vectors that tell the neighbours of each token, learnt before training from the training texts and those without labels that are given. none: at random. auto: skip-gram where there are texts without labels, or 20,000 tokens to learn from.',
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
