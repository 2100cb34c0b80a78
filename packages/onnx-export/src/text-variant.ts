import { isQuantization, type Quantization } from './quantization/quantization.ts'

/** Name of the variant that reads texts. */
export const TEXT_VARIANT = 'text'

/** Name of the variant that reads texts, of a quantised form where one is given: `text`, `text-int8`. */
export function textVariant(quantization?: Quantization): string {
  return quantization === undefined ? TEXT_VARIANT : `${TEXT_VARIANT}-${quantization}`
}

/** Which form of the network a variant that reads texts has; undefined where a variant of that name takes ids. */
export function formOfTextVariant(name: string): Quantization | 'plain' | undefined {
  if (name === TEXT_VARIANT) return 'plain'
  const [first, ...rest] = name.split('-')
  const form = rest.join('-')
  return first === TEXT_VARIANT && isQuantization(form) ? form : undefined
}
