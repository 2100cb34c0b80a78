import { type RunLimits, RunShape } from './run-shape.ts'
import type { Row, WaitingTask } from './waiting-task.ts'

/** Requests that are looked at for texts of like length; more would cost more than a fuller batch gains. */
const SCAN = 64

/** What waits for one model. */
export interface ModelQueue {
  /** Rows that wait. */
  readonly waiting: number
  add(task: WaitingTask): void
  /** Makes rows the next ones again, after the process that had them was lost. */
  putBack(rows: readonly Row[]): void
  /** The rows of the next run: of the request whose turn it is, and of others where their lengths are like. Empty where nothing waits. */
  take(limits: RunLimits): Row[]
  /** Ends a task with an error; what it has waiting is dropped. */
  fail(task: WaitingTask, error: unknown): void
  failAll(error: unknown): void
}

/**
 * Requests take turns: those of a higher priority first, then the one that has waited longest since it was served. A run is
 * filled with texts of like length, so that at most a tenth of what is computed is padding.
 */
export function modelQueue(): ModelQueue {
  let turns: WaitingTask[] = [] // those that have rows; by priority, descending, the next in turn first
  let waiting = 0

  function insert(task: WaitingTask): void {
    let at = turns.length
    while (at > 0 && (turns[at - 1] as WaitingTask).priority < task.priority) at -= 1
    turns.splice(at, 0, task)
  }

  function fail(task: WaitingTask, error: unknown): void {
    waiting -= task.rows.length
    turns = turns.filter((other) => other !== task)
    task.fail(error)
  }

  return {
    get waiting() {
      return waiting
    },
    add: (task) => {
      waiting += task.rows.length
      insert(task)
    },
    putBack: (rows) => {
      for (const row of rows) {
        if (row.task.isSettled) continue
        row.task.rows.unshift(row)
        waiting += 1
        if (!turns.includes(row.task)) turns.unshift(row.task)
      }
      turns.sort((a, b) => b.priority - a.priority)
    },
    take: (limits) => {
      const [first] = turns
      if (!first) return []
      const batch = new RunRows(limits)
      batch.add(first.rows.shift() as Row)
      if (!first.tensors) batch.fill(first.rows)
      const again = first.rows.length > 0 ? [first] : []
      let kept = 0
      for (let i = 1; i < turns.length; i++) {
        const task = turns[i] as WaitingTask
        const before = batch.rows.length
        if (!first.tensors && !task.tensors && i < SCAN) batch.fill(task.rows)
        if (batch.rows.length === before) turns[kept++] = task
        else if (task.rows.length > 0) again.push(task)
      }
      turns.length = kept
      for (const task of again) insert(task)
      waiting -= batch.rows.length
      return batch.rows
    },
    fail,
    failAll: (error) => {
      for (const task of turns) fail(task, error)
    },
  }
}

/** The rows of a run. */
class RunRows {
  readonly rows: Row[] = []
  readonly #shape: RunShape

  constructor(limits: RunLimits) {
    this.#shape = new RunShape(limits)
  }

  add(row: Row): void {
    this.rows.push(row)
    this.#shape.add(row.length)
  }

  /** Takes rows from a request while they fit. */
  fill(rows: Row[]): void {
    while (rows.length > 0 && this.#shape.fits((rows[0] as Row).length)) this.add(rows.shift() as Row)
  }
}
