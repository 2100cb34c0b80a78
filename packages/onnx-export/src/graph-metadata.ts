import {
  type AnswerRule,
  type CalibrationRecord,
  type Head,
  ONNX_METADATA,
  type TextgateConfig,
  type TrainingRecord,
  type UnknownSettings,
} from '@textgate/core'
import { VERSION } from './version.ts'

/** What an exported file says of its model, for whoever runs it and for `importOnnx`. */
export interface GraphFacts {
  /** Labels in the order of the outputs, at least two. */
  readonly labels: readonly string[]
  /** SHA-256 of tokenizer.json. */
  readonly tokenizerFingerprint: string
  /** How probabilities become answers; a label a text, and every text answered, unless given. */
  readonly rule?: AnswerRule
  /** Where unsure answers are withheld, with the figures by which it was chosen. */
  readonly unknown?: UnknownSettings | undefined
  /** Versions that made the model, by package or runtime name. */
  readonly versions?: Readonly<Record<string, string>>
  /** The whole configuration of the model; a file without it cannot be imported again. */
  readonly config?: TextgateConfig
  /** How the weights came about; recorded without the history and the names of files. */
  readonly training?: TrainingRecord
  /** How the scores were scaled after training. */
  readonly calibration?: CalibrationRecord | undefined
}

/** The entries of the file's metadata, in the order in which they are written. */
export function graphMetadata(
  head: Head,
  { labels, tokenizerFingerprint, rule, unknown, versions = {}, config, training, calibration }: GraphFacts,
): [key: string, value: string][] {
  const all: Record<string, string> = { ...versions, '@textgate/onnx-export': VERSION }
  const sorted = Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((name) => [name, all[name]]),
  )
  const entries: [string, string][] = [
    [ONNX_METADATA.labels, JSON.stringify(labels)],
    [ONNX_METADATA.tokenizerFingerprint, tokenizerFingerprint],
    [ONNX_METADATA.versions, JSON.stringify(sorted)],
  ]
  if (head !== 'single') entries.push([ONNX_METADATA.head, head])
  if (rule?.thresholds) entries.push([ONNX_METADATA.thresholds, JSON.stringify(rule.thresholds)])
  if (unknown) entries.push([ONNX_METADATA.unknown, JSON.stringify(unknown)])
  if (config) entries.push([ONNX_METADATA.config, JSON.stringify(config)])
  if (training) entries.push([ONNX_METADATA.training, JSON.stringify(withoutFiles(training))])
  if (calibration) entries.push([ONNX_METADATA.calibration, JSON.stringify(calibration)])
  return entries
}

/** The file travels alone: names of other files mean nothing beside it. */
function withoutFiles({ history: _, data, ...record }: TrainingRecord): TrainingRecord {
  const rows = Object.entries(data).map(([part, { rows }]) => [part, { rows }] as const)
  return { ...record, data: Object.fromEntries(rows) }
}
