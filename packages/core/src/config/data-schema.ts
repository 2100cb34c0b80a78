import { z } from 'zod'

/** Section `data` of a configuration. */
export const dataSchema = z.strictObject({
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
