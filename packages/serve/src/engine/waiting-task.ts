import type { CallRun } from '../service/call-run.ts'
import type { TextInput } from '../service/inference-service.ts'
import type { Tensor } from '../service/tensor.ts'
import { type Deferred, deferred } from './deferred.ts'

/** A request that waits for its runs. */
export interface WaitingTask {
  readonly priority: number
  /** When it came, in milliseconds of `performance.now()`. */
  readonly since: number
  /** Told of each run that has some of its rows. */
  readonly onRun: ((run: CallRun) => void) | undefined
  /** Rows that no run has taken; the shortest first. Of a request of tensors, one. */
  readonly rows: Row[]
  /** Of a request of tensors, which is one run of its own. */
  readonly tensors?: { readonly inputs: readonly Tensor[]; readonly outputs: readonly string[] }
  readonly isSettled: boolean
  /** Puts the answer of a row in its place. */
  complete(row: Row, probabilities: Float32Array): void
  completeTensors(outputs: readonly Tensor[]): void
  fail(error: unknown): void
}

/** One text of a request. */
export interface Row {
  readonly task: WaitingTask
  /** Place in the request. */
  readonly index: number
  readonly input: TextInput
  /** What it costs: tokens where they are known, else UTF-16 units. */
  readonly length: number
  /** Whether a process was lost over it before. */
  wasLost: boolean
}

/** A task and what its caller waits for. */
export interface Waiting<T> {
  readonly task: WaitingTask
  readonly answer: Promise<T>
}

type TaskOptions = Pick<WaitingTask, 'priority' | 'since' | 'onRun'>

/** A request of texts. @param lengths - one an input */
export function textTask(
  inputs: readonly TextInput[],
  lengths: readonly number[],
  { classes, priority, since, onRun }: TaskOptions & { classes: number },
): Waiting<Float32Array> {
  const { promise, resolve, reject }: Deferred<Float32Array> = deferred()
  const result = new Float32Array(inputs.length * classes) // [inputs, classes]
  let left = inputs.length
  let isSettled = false
  const task: WaitingTask = {
    priority,
    since,
    onRun,
    rows: [],
    get isSettled() {
      return isSettled
    },
    complete: ({ index }, probabilities) => {
      if (isSettled) return
      result.set(probabilities, index * classes)
      left -= 1
      if (left > 0) return
      isSettled = true
      resolve(result)
    },
    completeTensors: () => undefined,
    fail: (error) => {
      isSettled = true
      task.rows.length = 0
      reject(error)
    },
  }
  for (const [index, input] of inputs.entries()) {
    task.rows.push({ task, index, input, length: Math.max(1, lengths[index] as number), wasLost: false })
  }
  if (task.rows.length > 1) task.rows.sort((a, b) => a.length - b.length)
  return { task, answer: promise }
}

/** A request of tensors. @param length - what it costs, in any unit that is the same for a model */
export function tensorTask(
  tensors: NonNullable<WaitingTask['tensors']>,
  { length, priority, since, onRun }: TaskOptions & { length: number },
): Waiting<readonly Tensor[]> {
  const { promise, resolve, reject }: Deferred<readonly Tensor[]> = deferred()
  let isSettled = false
  const task: WaitingTask = {
    priority,
    since,
    onRun,
    rows: [],
    tensors,
    get isSettled() {
      return isSettled
    },
    complete: () => undefined,
    completeTensors: (outputs) => {
      isSettled = true
      resolve(outputs)
    },
    fail: (error) => {
      isSettled = true
      task.rows.length = 0
      reject(error)
    },
  }
  task.rows.push({ task, index: 0, input: '', length: Math.max(1, length), wasLost: false })
  return { task, answer: promise }
}
