import { z } from 'zod'
import { headProblems } from '../head-problems.ts'
import { readsWindows } from '../long-text.ts'
import { dataSchema } from './data-schema.ts'
import { modelSchema } from './model-schema.ts'
import { tokenizerSchema } from './tokenizer-schema.ts'
import { trainingSchema } from './training-schema.ts'

/** Version of the configuration's shape; newer ones are refused. */
export const CONFIG_VERSION = 1

/** A whole configuration as users write it, and what its sections must have in common. */
export const configSchema = z
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
    if (training.pretraining === 'skip-gram') {
      const reason =
        model.encoder === 'linear'
          ? 'vectors begin an embedding, and encoder linear has none; choose another encoder, or none here'
          : training.vectors.file === null
            ? undefined
            : 'the embedding begins with vectors.file; leave one of the two out'
      if (reason) context.addIssue({ code: 'custom', path: ['training', 'pretraining'], message: reason })
    }
    if (training.vectors.file !== null && tokenizer.mode === 'bpe') {
      context.addIssue({
        code: 'custom',
        path: ['training', 'vectors', 'file'],
        message: 'vectors are of words, and tokenizer.mode bpe gives parts of words; set it to words',
      })
    }
  })
