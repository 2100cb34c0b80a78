import type { CallRun } from '../service/call-run.ts'
import type { TextInput } from '../service/inference-service.ts'
import type { Tensor } from '../service/tensor.ts'
import { type Deferred, deferred } from './deferred.ts'

/** One text of a request, or a request of tensors. */
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

/** What is asked of any task. */
export interface TaskOptions {
  readonly priority: number
  /** When it came, in milliseconds of `performance.now()`. */
  readonly since: number
  /** Told of each run that has some of its rows. */
  readonly onRun: ((run: CallRun) => void) | undefined
}

/** A request that waits for its runs. */
export abstract class WaitingTask<T = unknown> implements TaskOptions {
  readonly priority: number
  readonly since: number
  readonly onRun: ((run: CallRun) => void) | undefined
  /** Rows that no run has taken; the shortest first. Of a request of tensors, one. */
  readonly rows: Row[] = []
  /** Of a request of tensors, which is one run of its own. */
  readonly tensors: { readonly inputs: readonly Tensor[]; readonly outputs: readonly string[] } | undefined
  /** Called when there is an answer or none will come, once. */
  onSettled: (() => void) | undefined
  readonly #answer: Deferred<T> = deferred()
  #isSettled = false

  constructor({ priority, since, onRun }: TaskOptions, tensors?: WaitingTask['tensors']) {
    this.priority = priority
    this.since = since
    this.onRun = onRun
    this.tensors = tensors
  }

  /** What its caller waits for. */
  get answer(): Promise<T> {
    return this.#answer.promise
  }

  get isSettled(): boolean {
    return this.#isSettled
  }

  /** Gives no answer; what waits is dropped. */
  fail(error: unknown): void {
    if (this.#isSettled) return
    this.rows.length = 0
    this.#answer.reject(error)
    this.#settled()
  }

  protected succeed(value: T): void {
    this.#answer.resolve(value)
    this.#settled()
  }

  #settled(): void {
    this.#isSettled = true
    this.onSettled?.()
  }
}

/** A request of texts. */
export class TextTask extends WaitingTask<Float32Array> {
  readonly #probabilities: Float32Array // [inputs, classes]
  readonly #classes: number
  #left: number

  /** @param lengths - one an input */
  constructor(
    options: TaskOptions,
    inputs: readonly TextInput[],
    lengths: readonly number[],
    classes: number,
  ) {
    super(options)
    this.#classes = classes
    this.#left = inputs.length
    this.#probabilities = new Float32Array(inputs.length * classes)
    for (let index = 0; index < inputs.length; index++) {
      const input = inputs[index] as TextInput
      const length = Math.max(1, lengths[index] as number)
      this.rows.push({ task: this, index, input, length, wasLost: false })
    }
    if (this.rows.length > 1) this.rows.sort((a, b) => a.length - b.length)
  }

  /**
   * Puts the answer of a row in its place.
   *
   * @param answers - of a run, shape [rows, classes]
   * @param at - the row's place in the run
   */
  complete({ index }: Row, answers: Float32Array, at: number): void {
    if (this.isSettled) return
    const to = index * this.#classes
    const from = at * this.#classes
    // A view of the few numbers of a row would cost more than to copy them.
    for (let c = 0; c < this.#classes; c++) this.#probabilities[to + c] = answers[from + c] as number
    this.#left -= 1
    if (this.#left === 0) this.succeed(this.#probabilities)
  }
}

/** A request of tensors. */
export class TensorTask extends WaitingTask<readonly Tensor[]> {
  /** @param length - what it costs, in any unit that is the same for a model */
  constructor(options: TaskOptions, tensors: NonNullable<WaitingTask['tensors']>, length: number) {
    super(options, tensors)
    this.rows.push({ task: this, index: 0, input: '', length: Math.max(1, length), wasLost: false })
  }

  complete(outputs: readonly Tensor[]): void {
    if (!this.isSettled) this.succeed(outputs)
  }
}
