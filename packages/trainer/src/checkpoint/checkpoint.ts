import { createHash } from 'node:crypto'
import {
  decodeSafetensors,
  type EpochRecord,
  encodeSafetensors,
  type NamedWeights,
  TextgateError,
  type WeightTensor,
} from '@textgate/core'
import type { EarlyStoppingState } from '../early-stopping.ts'
import type { StopReason } from '../training-event.ts'
import { fingerprintDifferences, type RunFingerprint } from './run-fingerprint.ts'

/** Version of the checkpoint's format; any other is refused, because a run belongs to the version that began it. */
export const CHECKPOINT_FORMAT_VERSION = 2

/** How far a run is. Random numbers need no state: they derive from the seed, the epoch and the step. */
export interface Progress {
  /** 1-based. */
  readonly epoch: number
  /** Batches of this epoch that are done. */
  readonly batch: number
  /** Steps of all epochs that are done. */
  readonly step: number
  /** Sum of the losses of this epoch's batches, in nats. */
  readonly lossSum: number
  readonly earlyStopping: EarlyStoppingState
  /** Every finished epoch in order. */
  readonly history: readonly EpochRecord[]
  /** Why the run ended; null while it goes on. */
  readonly finished: StopReason | null
}

/** All that a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  readonly progress: Progress
  readonly weights: NamedWeights
  /** The optimiser's state. */
  readonly optimizer: NamedWeights
  /** The best weights; empty before the first evaluation. */
  readonly best: NamedWeights
}

const GROUPS = ['weights', 'optimizer', 'best'] as const
const STATE_KEY = 'textgate.checkpoint'
const HASH_KEY = 'textgate.sha256'

/** A checkpoint as one safetensors file: tensors `weights/NAME`, `optimizer/NAME`, `best/NAME`; the rest as metadata. */
export function encodeCheckpoint(
  checkpoint: Checkpoint,
  fingerprint: RunFingerprint,
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, WeightTensor>()
  for (const group of GROUPS) {
    for (const [name, tensor] of checkpoint[group]) tensors.set(`${group}/${name}`, tensor)
  }
  const state = JSON.stringify({
    formatVersion: CHECKPOINT_FORMAT_VERSION,
    fingerprint,
    progress: checkpoint.progress,
  })
  return encodeSafetensors(tensors, { [STATE_KEY]: state, [HASH_KEY]: contentHash(state, tensors) })
}

/**
 * Reads a checkpoint of the run with this fingerprint.
 *
 * @param file - for the message
 * @throws CHECKPOINT_INVALID when it is damaged or of another format, or naming what differs when it is of another run
 */
export function decodeCheckpoint(bytes: Uint8Array, fingerprint: RunFingerprint, file: string): Checkpoint {
  const { tensors, state, hash } = decodeFile(bytes, file)
  if (hash !== contentHash(state, tensors)) throw damaged(file, 'its SHA-256 does not match')
  const { formatVersion, fingerprint: saved, progress } = JSON.parse(state)
  if (formatVersion !== CHECKPOINT_FORMAT_VERSION) {
    throw new TextgateError(
      'CHECKPOINT_INVALID',
      `checkpoint ${file} has format ${formatVersion}, this version writes ${CHECKPOINT_FORMAT_VERSION}; go on with the version that began the run, or start again without --resume`,
      { details: { file, formatVersion } },
    )
  }
  const differences = fingerprintDifferences(saved, fingerprint)
  if (differences.length > 0) {
    throw new TextgateError(
      'CHECKPOINT_INVALID',
      `checkpoint ${file} belongs to another run, different in ${differences.join(', ')}; resume with the same data and configuration, or start again without --resume`,
      { details: { file, differences } },
    )
  }
  return {
    progress,
    weights: group(tensors, 'weights'),
    optimizer: group(tensors, 'optimizer'),
    best: group(tensors, 'best'),
  }
}

function decodeFile(bytes: Uint8Array, file: string) {
  try {
    const { weights: tensors, metadata } = decodeSafetensors(bytes)
    const { [STATE_KEY]: state, [HASH_KEY]: hash } = metadata
    if (state === undefined || hash === undefined) throw damaged(file, 'it is no textgate checkpoint')
    return { tensors, state, hash }
  } catch (error) {
    if (error instanceof TextgateError && error.code === 'CHECKPOINT_INVALID') throw error
    throw damaged(file, (error as Error).message, error)
  }
}

function damaged(file: string, reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'CHECKPOINT_INVALID',
    `checkpoint ${file} is damaged (${reason}); restore it from a copy, or start again without --resume`,
    { details: { file }, cause },
  )
}

function group(tensors: NamedWeights, name: (typeof GROUPS)[number]): NamedWeights {
  const prefix = `${name}/`
  return new Map(
    [...tensors]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  )
}

function contentHash(state: string, tensors: NamedWeights): string {
  const hash = createHash('sha256').update(state)
  for (const name of [...tensors.keys()].sort()) {
    const { data } = tensors.get(name) as WeightTensor
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex')
}
