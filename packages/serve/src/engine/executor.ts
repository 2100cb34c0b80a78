import type { TextInput } from '../service/inference-service.ts'
import type { Tensor } from '../service/tensor.ts'

/** One run of a model, or a few right after each other. */
export type Job =
  | { readonly kind: 'texts'; readonly model: string; readonly inputs: readonly TextInput[] }
  | {
      readonly kind: 'tensors'
      readonly model: string
      readonly inputs: readonly Tensor[]
      readonly outputs: readonly string[]
    }

/** What a job gave. */
export interface JobResult {
  /** Of a job of texts: row-major, shape [inputs, classes]. */
  readonly probabilities?: Float32Array
  /** Of a job of tensors. */
  readonly outputs?: readonly Tensor[]
  /** Milliseconds that it took where it ran. */
  readonly ms: number
}

/** A place where models run. */
export interface Executor {
  /** Jobs that it takes at this moment. */
  readonly free: number
  /** Milliseconds that a job should take at most, because something waits for its end. */
  readonly targetMs: number
  /** Called whenever `free` grew. */
  onFree: () => void
  /** @throws JobLost when the place was lost; whatever the model throws */
  run(job: Job): Promise<JobResult>
}

/** The process that ran a job has ended or hung. */
export class JobLost extends Error {
  /** Whether the job had begun, and so may be the reason. */
  readonly isSuspect: boolean

  constructor(reason: string, isSuspect: boolean) {
    super(reason)
    this.name = 'JobLost'
    this.isSuspect = isSuspect
  }
}
