/** Smaller or faster forms of an exported model, by the names of their variants in a bundle. */
export const QUANTIZATIONS = ['int8', 'int8-bulk', 'int4-embedding'] as const

/**
 * int8: weights in 8 bits and arithmetic in float32, for answers to single texts. int8-bulk: recurrent layers in products of
 * integers, for many texts at once. int4-embedding: as int8, with the embedding in 4 bits.
 */
export type Quantization = (typeof QUANTIZATIONS)[number]

/** Whether a variant of that name is a quantisation. */
export function isQuantization(name: string): name is Quantization {
  return (QUANTIZATIONS as readonly string[]).includes(name)
}
