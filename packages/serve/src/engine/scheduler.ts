import type { CallOptions, TextInput } from '../service/inference-service.ts'
import type { Tensor } from '../service/tensor.ts'
import { endWithCaller } from './end-with-caller.ts'
import { type Executor, JobLost } from './executor.ts'
import { type ModelQueue, modelQueue } from './model-queue.ts'
import { cellsOf, give, jobOf, tellCallers } from './rows-of-run.ts'
import { busy, deadlineExceeded, lostTwice } from './scheduler-errors.ts'
import { type Row, type TaskOptions, TensorTask, TextTask, type WaitingTask } from './waiting-task.ts'
import { workUnderWay } from './work-under-way.ts'

/** Share of a new measurement in what a model is believed to cost. */
const COST_WEIGHT = 0.1

/** Cells of a run before its model's cost is known: some short texts. */
const FIRST_CELLS = 256

export interface SchedulerOptions {
  readonly executor: Executor
  /** Texts of one run at most. */
  readonly maxBatch: number
  /** Cells (tokens or characters, padding included) of one run at most, whatever they cost. */
  readonly maxCells: number
  /** Texts that may wait for one model; requests beyond it are refused. */
  readonly maxWaiting: number
  /** Told of each run. */
  readonly observe?: ((run: ObservedRun) => void) | undefined
}

/** What happened in one run. */
export interface ObservedRun {
  readonly model: string
  /** Texts, or 1 for a request of tensors. */
  readonly texts: number
  /** Milliseconds that each row had waited when its run began. */
  readonly queueMs: readonly number[]
  readonly computeMs: number
}

/** Requests in, runs of an executor out. */
export interface Scheduler {
  /**
   * Probabilities, row-major, shape [inputs, classes].
   *
   * @param lengths - what each input costs: tokens, or characters where the executor finds the tokens
   */
  texts(
    model: string,
    request: {
      readonly inputs: readonly TextInput[]
      readonly lengths: readonly number[]
      readonly classes: number
    },
    options: CallOptions,
  ): Promise<Float32Array>
  tensors(
    model: string,
    request: {
      readonly inputs: readonly Tensor[]
      readonly outputs: readonly string[]
      readonly length: number
    },
    options: CallOptions,
  ): Promise<readonly Tensor[]>
  /** Rows that wait for a model. */
  waiting(model: string): number
  /**
   * Tells what a cell of a model costs, in milliseconds, before its first run.
   *
   * @param fullTexts - texts that make a run of it full; `maxBatch` unless given, and never more
   */
  expectCost(model: string, cost: number, fullTexts?: number): void
  /** Milliseconds that a cell of a model is believed to cost; undefined where nothing is known. */
  costOf(model: string): number | undefined
  /** Refuses what no run has taken, and what comes. */
  close(error: unknown): void
  /** Fails what waits, e.g. because nothing can run it for now. */
  failWaiting(error: unknown): void
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>
}

/** What waits for a model, and what it costs. */
interface ModelState {
  readonly model: string
  readonly queue: ModelQueue
  /** Milliseconds of the executor, by its own clock. */
  used: number
  /** Milliseconds of a cell, once something is known of it. */
  cost: number | undefined
  /** Texts of one run at most. */
  maxTexts: number
}

/**
 * Gives an executor its next run whenever it takes one: at once where it is idle, so that nothing waits for a fuller batch;
 * what comes meanwhile is the next batch. Models take turns by the time that they have used (start-time fair queueing; Goyal,
 * Vin and Cheng, "Start-time Fair Queueing", 1996), so that the flood of one does not starve another.
 */
export function startScheduler({
  executor,
  maxBatch,
  maxCells,
  maxWaiting,
  observe,
}: SchedulerOptions): Scheduler {
  const models = new Map<string, ModelState>()
  const underWay = workUnderWay()
  let clock = 0 // what the model that ran last had used before
  let closed: unknown
  let isWoken = false

  function stateOf(model: string): ModelState {
    let state = models.get(model)
    if (!state) {
      state = { model, queue: modelQueue(), used: clock, cost: undefined, maxTexts: maxBatch }
      models.set(model, state)
    }
    return state
  }

  /** When the event loop has read what came at the same time, so that it shares a run. */
  function wake(): void {
    if (isWoken) return
    isWoken = true
    setImmediate(() => {
      isWoken = false
      dispatch()
    })
  }

  function dispatch(): void {
    while (executor.free > 0) {
      let next: ModelState | undefined
      for (const state of models.values()) {
        if (state.queue.waiting > 0 && (next === undefined || state.used < next.used)) next = state
      }
      if (!next) return
      clock = next.used
      const affordable = next.cost === undefined ? FIRST_CELLS : Math.floor(executor.targetMs / next.cost)
      const rows = next.queue.take({ maxTexts: next.maxTexts, maxCells: Math.min(maxCells, affordable) })
      if (rows.length > 0) void runRows(next, rows)
    }
  }

  async function runRows(state: ModelState, rows: readonly Row[]): Promise<void> {
    const { model } = state
    const cells = cellsOf(rows)
    const estimate = cells * (state.cost ?? 0)
    state.used += estimate
    const begun = performance.now()
    try {
      const result = await executor.run(jobOf(model, rows))
      state.used += result.ms - estimate
      state.cost = blend(state.cost, result.ms / cells)
      observe?.({
        model,
        texts: rows.length,
        queueMs: rows.map(({ task }) => begun - task.since),
        computeMs: result.ms,
      })
      tellCallers(rows, begun, result.ms)
      give(rows, result)
    } catch (error) {
      if (error instanceof JobLost && closed === undefined) retry(state, rows, error)
      else for (const { task } of rows) state.queue.fail(task, closed ?? error)
    }
    dispatch()
  }

  /** What ran in a process that was lost is tried once more; a text over which two were lost is their reason. */
  function retry({ queue }: ModelState, rows: readonly Row[], { isSuspect, message }: JobLost): void {
    const again: Row[] = []
    for (const row of rows) {
      if (row.wasLost && isSuspect) queue.fail(row.task, lostTwice(message))
      else again.push(row)
      row.wasLost ||= isSuspect
    }
    queue.putBack(again)
  }

  function enter<T>(model: string, task: WaitingTask<T>, options: CallOptions): Promise<T> {
    const state = stateOf(model)
    if (state.queue.waiting === 0) state.used = Math.max(state.used, clock) // idle time is no credit
    underWay.begin()
    const forget = endWithCaller(options, (error) => state.queue.fail(task, error))
    task.onSettled = () => {
      underWay.end()
      forget?.()
    }
    state.queue.add(task)
    wake()
    return task.answer
  }

  function refusal(model: string, rows: number, { signal, deadline }: CallOptions): unknown {
    if (closed !== undefined) return closed
    if (signal?.aborted) return signal.reason
    if (deadline !== undefined && deadline <= performance.now()) return deadlineExceeded()
    const waiting = models.get(model)?.queue.waiting ?? 0
    // A request on its own is taken whatever its size: its limit is another.
    if (waiting > 0 && waiting + rows > maxWaiting) return busy(model, waiting)
    return undefined
  }

  function failWaiting(error: unknown): void {
    for (const { queue } of models.values()) queue.failAll(error)
  }

  executor.onFree = dispatch
  return {
    texts: (model, { inputs, lengths, classes }, options) => {
      const refused = refusal(model, inputs.length, options)
      if (refused !== undefined) return Promise.reject(refused)
      return enter(model, new TextTask(taskOptionsOf(options), inputs, lengths, classes), options)
    },
    tensors: (model, { inputs, outputs, length }, options) => {
      const refused = refusal(model, 1, options)
      if (refused !== undefined) return Promise.reject(refused)
      return enter(model, new TensorTask(taskOptionsOf(options), { inputs, outputs }, length), options)
    },
    waiting: (model) => models.get(model)?.queue.waiting ?? 0,
    expectCost: (model, cost, fullTexts = maxBatch) => {
      const state = stateOf(model)
      state.cost = cost
      state.maxTexts = Math.min(maxBatch, fullTexts)
    },
    costOf: (model) => models.get(model)?.cost,
    close: (error) => {
      closed = error
      failWaiting(error)
    },
    failWaiting,
    idle: underWay.idle,
  }
}

function taskOptionsOf({ priority = 0, onRun }: CallOptions): TaskOptions {
  return { priority, since: performance.now(), onRun }
}

/** One run that was interrupted says little of the next: it counts for twice the usual at most. */
function blend(before: number | undefined, measured: number): number {
  return before === undefined ? measured : before + COST_WEIGHT * (Math.min(measured, 2 * before) - before)
}
