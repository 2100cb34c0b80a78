import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs'
import type { TrainingConfig } from '@textgate/core'
import { type BatchLimits, hasSmallerBatches } from '../batches.ts'
import { type EncodedExamples, rowLengths } from '../encoded-examples.ts'

/** What a run is made of, by name; runs of equal fingerprints go through the same weights. */
export type RunFingerprint = Readonly<Record<string, string>>

/** The parts of a run that its weights depend on. */
export interface FingerprintParts {
  readonly train: EncodedExamples
  readonly dev?: EncodedExamples | undefined
  readonly labels: readonly string[]
  readonly config: TrainingConfig
  /** What a length costs the model; see `BatchLimits`. */
  readonly tokensRead?: BatchLimits['tokensRead']
  /** That are trained. */
  readonly variables: ReadonlyMap<string, tf.Variable>
  /** That are not, and stand in no checkpoint. */
  readonly frozen?: ReadonlyMap<string, tf.Variable> | undefined
  /** What the caller adds, e.g. the model's configuration. */
  readonly facts?: Readonly<Record<string, string>> | undefined
}

/** Data by hash, everything else by value, so that a difference can be named. */
export function runFingerprint({
  train,
  dev,
  labels,
  config,
  tokensRead,
  variables,
  frozen = new Map(),
  facts = {},
}: FingerprintParts): RunFingerprint {
  // When checkpoints are written does not change what they hold, nor does what is done after training,
  // beside the steps or in the network's own configuration, nor a budget that no batch reaches.
  const {
    checkpointSeconds: _,
    calibration: _after,
    unknownPrecision: _later,
    refit: _again,
    ngramPriors: _beside,
    ngramSharing: _besideToo,
    ngramLength: _before,
    ...settled
  } = config
  const { batchTokens, ...rest } = settled
  const settings = hasSmallerBatches(rowLengths(train), { ...config, tokensRead })
    ? { ...rest, batchTokens }
    : rest
  return {
    'training data': examplesHash(train),
    'dev data': dev ? examplesHash(dev) : 'none',
    labels: JSON.stringify(labels),
    ...prefixed('training.', settings, (value) => JSON.stringify(value)),
    ...prefixed('weight ', Object.fromEntries(variables), ({ shape }) => `[${shape.join(', ')}]`),
    ...prefixed('frozen ', Object.fromEntries(frozen), (variable) =>
      valuesHash([variable.dataSync() as Float32Array]),
    ),
    ...facts,
    '@tensorflow/tfjs': tf.version.tfjs,
    backend: tf.getBackend(),
  }
}

/** Names what differs, with both values where they are short, e.g. `training.seed (1, now 2)`. */
export function fingerprintDifferences(saved: RunFingerprint, now: RunFingerprint): string[] {
  const names = new Set([...Object.keys(saved), ...Object.keys(now)])
  return [...names]
    .filter((name) => saved[name] !== now[name])
    .map((name) => {
      const values = `${saved[name] ?? 'none'}, now ${now[name] ?? 'none'}`
      return values.length > 100 || name.endsWith(' data') ? name : `${name} (${values})`
    })
}

function examplesHash({ ids, offsets, labels, labelOffsets }: EncodedExamples): string {
  return valuesHash([offsets, labels, ids, ...(labelOffsets ? [labelOffsets] : [])])
}

function valuesHash(arrays: readonly (Int32Array | Float32Array)[]): string {
  const hash = createHash('sha256')
  for (const values of arrays) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex')
}

function prefixed<T>(
  prefix: string,
  record: Readonly<Record<string, T>>,
  text: (value: T) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [prefix + key, text(value)]))
}
