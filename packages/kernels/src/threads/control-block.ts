/** The most calls that one job may have: every direction of a layer, and what each one has packed. */
export const MAX_CALLS = 16

/** The most arguments of one call, without the last three. */
export const MAX_ARGUMENTS = 40

/** Bytes for the message of a worker's failure. */
const MESSAGE_BYTES = 512

/**
 * What the caller and its workers tell each other, in shared memory outside the kernels' own.
 *
 * The int32 words that several threads write stand a cache line apart. A job is open while `open` is 1; a worker that
 * wants to join raises `active` first and looks at `open` then, and the caller closes first and waits for `active` to
 * be 0 then: so nobody ever reads the arguments of a job while the next one is written.
 */
export const WORDS = {
  /** Raised with each job: what an idle worker waits on. */
  generation: 0,
  /** 1 while a job may be joined. */
  open: 16,
  /** The next part that nobody has claimed. */
  next: 32,
  /** Workers inside the job. */
  active: 48,
  /** 1 while the caller sleeps until `active` is 0. */
  callerWaits: 64,
  /** Workers asleep: whom a new job has to wake. */
  sleeping: 80,
  /** Workers that have started. */
  ready: 96,
  /** 1 when the workers are to end. */
  quit: 97,
  /** 1 + the number of the worker whose call failed; 0 while all is well. */
  failed: 98,
  /** Bytes of the failure's message. */
  messageLength: 99,
  /** All parts of the job. */
  parts: 112,
  /** Function, number of arguments and number of parts of each call. */
  callTable: 128,
  /** 1 while worker i is inside a job; one word each. */
  busy: 128 + 3 * MAX_CALLS,
} as const

/** How many workers a control block has words for. */
export const MAX_WORKERS = 63

/** Views of a control block. */
export interface ControlBlock {
  readonly buffer: SharedArrayBuffer
  readonly words: Int32Array<SharedArrayBuffer>
  /** Arguments, shape [MAX_CALLS, MAX_ARGUMENTS]; then the numbers that `SCRATCH_AT` and `SPIN_AT` name. */
  readonly args: Float64Array<SharedArrayBuffer>
  readonly message: Uint8Array<SharedArrayBuffer>
}

/** Byte offsets inside the block. */
export const ARGS_OFFSET = 4 * 256
export const MESSAGE_OFFSET = ARGS_OFFSET + 8 * (MAX_CALLS * MAX_ARGUMENTS + 3)

/** Where in `args` stand the address of the caller's scratch memory and, after it, the bytes of each thread's. */
export const SCRATCH_AT = MAX_CALLS * MAX_ARGUMENTS

/** Where in `args` it stands how long a worker looks for the next job before it sleeps, in milliseconds. */
export const SPIN_AT = SCRATCH_AT + 2

/** A control block with no job. */
export function controlBlock(): ControlBlock {
  const buffer = new SharedArrayBuffer(MESSAGE_OFFSET + MESSAGE_BYTES)
  return {
    buffer,
    words: new Int32Array(buffer, 0, 256),
    args: new Float64Array(buffer, ARGS_OFFSET, SPIN_AT + 1),
    message: new Uint8Array(buffer, MESSAGE_OFFSET, MESSAGE_BYTES),
  }
}
