import { z } from 'zod'
import { BUNDLE_FORMAT_VERSION, type BundleManifest, VARIANT_NAME } from './bundle.ts'
import { parseStoredConfig } from './config.ts'
import { TextgateError } from './errors.ts'
import { certificateSchema } from './parity-certificate.ts'

const rate = z.number().min(0).max(1)
const count = z.int().min(0)
const hash = z.string().regex(/^[0-9a-f]{64}$/)

const metricsSchema = z.object({
  rows: count,
  accuracy: rate,
  macroF1: rate,
  microF1: rate,
  loss: z.number(),
  perClass: z.array(z.object({ label: z.string(), precision: rate, recall: rate, f1: rate, support: count })),
  confusion: z.array(z.array(count)),
  hammingLoss: rate.optional(),
  meanAbsoluteError: z.number().min(0).optional(),
  quadraticKappa: z.number().min(-1).max(1).optional(),
  calibrationError: rate.optional(),
  answered: z.object({ from: rate, coverage: rate, precision: rate }).optional(),
})

const epochSchema = z.object({
  epoch: count,
  trainingLoss: z.number(),
  dev: metricsSchema
    .pick({ loss: true, accuracy: true, macroF1: true })
    .extend({ microF1: rate.optional() })
    .optional(),
})

const answersSchema = z.object({
  thresholds: z.array(rate).optional(),
  unknown: z.object({ below: rate, wantedPrecision: rate, coverage: rate, precision: rate }).optional(),
})

const calibrationSchema = z.object({
  temperature: z.number().gt(0),
  reason: z.string().optional(),
  loss: z.object({ before: z.number(), after: z.number() }),
  calibrationError: z.object({ before: rate, after: rate }),
})

const manifestSchema = z.object({
  formatVersion: z.literal(BUNDLE_FORMAT_VERSION),
  labels: z
    .array(z.string())
    .min(2)
    .refine((labels) => new Set(labels).size === labels.length, 'labels must be different'),
  config: z.unknown(),
  vocabularySize: z.int().min(2),
  tokenizerFingerprint: hash,
  metrics: z.object({ dev: metricsSchema.optional(), test: metricsSchema.optional() }),
  versions: z.record(z.string(), z.string()),
  training: z.object({
    backend: z.string(),
    epochs: count,
    steps: count,
    bestEpoch: count,
    data: z.record(z.string(), z.object({ rows: count, file: z.string().optional() })),
    history: z.array(epochSchema).optional(),
    refit: z.object({ rows: count, epochs: count, steps: count }).optional(),
    tokenizerReason: z.string().optional(),
    vectors: z.object({ found: count, vocabulary: count, tokenShare: rate.optional() }).optional(),
    firstWeights: hash.optional(),
  }),
  calibration: calibrationSchema.optional(),
  answers: answersSchema.optional(),
  certificate: certificateSchema.optional(),
  variants: z.record(z.string().regex(VARIANT_NAME), certificateSchema).optional(),
  files: z.record(z.string(), z.object({ bytes: count, sha256: hash })),
})

/**
 * Checks the parsed `manifest.json`.
 *
 * @throws BUNDLE_FORMAT_TOO_NEW for a format after 1, BUNDLE_MANIFEST_INVALID naming the member otherwise
 */
export function parseManifest(json: unknown): BundleManifest {
  const version =
    typeof json === 'object' && json !== null
      ? (json as { formatVersion?: unknown }).formatVersion
      : undefined
  if (typeof version === 'number' && version > BUNDLE_FORMAT_VERSION) {
    throw new TextgateError(
      'BUNDLE_FORMAT_TOO_NEW',
      `bundle format ${version} is newer than ${BUNDLE_FORMAT_VERSION}, the newest that this version reads; upgrade @textgate/core`,
      { details: { formatVersion: version } },
    )
  }
  const result = manifestSchema.safeParse(json)
  if (!result.success) {
    const issue = result.error.issues[0]
    const member = issue?.path.join('.') || 'manifest.json'
    throw invalid(member, issue?.message ?? 'invalid')
  }
  const { labels, answers } = result.data
  if (answers?.thresholds && answers.thresholds.length !== labels.length) {
    throw invalid(
      'answers.thresholds',
      `has ${answers.thresholds.length} numbers for ${labels.length} labels`,
    )
  }
  return { ...result.data, config: parseStoredConfig(result.data.config) } as BundleManifest
}

function invalid(member: string, reason: string): TextgateError {
  return new TextgateError(
    'BUNDLE_MANIFEST_INVALID',
    `${member}: ${reason}; restore the bundle from a copy or train again`,
    { details: { member } },
  )
}
