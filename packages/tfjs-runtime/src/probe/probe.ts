import type { BackendName } from '../backend.ts'

/** What a child process is asked to try. */
export interface ProbeRequest {
  readonly backend: BackendName
  /** For native: the folder from which @tensorflow/tfjs-node is loaded. */
  readonly folder?: string
  /** Whether to measure the matrix product too. */
  readonly measure?: boolean
}

/** What it found. */
export interface ProbeResult {
  /** Version of the library that computes: TensorFlow's for native, the backend package's for the others. */
  readonly version: string
  /** Whether one training step gave the losses of the reference. */
  readonly trains: boolean
  /** Matrix product in GFLOP/s, when asked for. */
  readonly gflops?: number
}

/** Starts the line on standard output that holds the answer; anything else there is noise of the backend. */
export const PROBE_PREFIX = 'textgate-probe '
