import { z } from 'zod'
import type { ParityCertificate } from './bundle.ts'

const count = z.int().min(0)
const rate = z.number().min(0).max(1)

/** A certificate as it stands in a manifest and in a model's metadata. */
export const certificateSchema = z.object({
  texts: z.record(z.string(), count),
  inputsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  largestDifference: z.number().min(0),
  tolerance: z.number().gt(0),
  labelChanges: count,
  opset: z.int(),
  versions: z.record(z.string(), z.string()),
  machine: z.string().optional(),
  quantization: z
    .object({
      mode: z.string(),
      texts: count,
      largestDifference: z.number().min(0),
      agreement: rate,
      accuracy: z.object({ trained: rate, quantized: rate }).optional(),
    })
    .optional(),
})

/** The certificate in a model's metadata; undefined where the text is none. */
export function parseCertificate(text: string): ParityCertificate | undefined {
  try {
    return certificateSchema.safeParse(JSON.parse(text)).data as ParityCertificate | undefined
  } catch {
    return undefined
  }
}
