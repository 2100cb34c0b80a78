import { MAX_PADDING } from './micro-batches.ts'
import type { Row, WaitingTask } from './waiting-task.ts'

/** Requests that are looked at for texts of like length; more would cost more than a fuller batch gains. */
const SCAN = 64

/** What a batch may have. */
export interface BatchLimits {
  readonly maxTexts: number
  /** Sum of lengths, padding included; one row may have more. */
  readonly maxCells: number
}

/** What waits for one model. */
export interface ModelQueue {
  /** Rows that wait. */
  readonly waiting: number
  add(task: WaitingTask): void
  /** Makes rows the next ones again, after the process that had them was lost. */
  putBack(rows: readonly Row[]): void
  /** The rows of the next run: of the request whose turn it is, and of others where their lengths are like. Empty where nothing waits. */
  take(limits: BatchLimits): Row[]
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
      const batch = startBatch(first.rows.shift() as Row, limits)
      if (!first.tensors) {
        for (const task of turns.slice(0, SCAN)) {
          while (task.rows[0] && !task.tensors && batch.fits(task.rows[0].length)) {
            batch.add(task.rows.shift() as Row)
          }
          if (batch.isFull) break
        }
      }
      const isServed = new Set(batch.rows.map(({ task }) => task))
      const again = turns.filter((task) => isServed.has(task) && task.rows.length > 0)
      turns = turns.filter((task) => !isServed.has(task))
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

function startBatch(first: Row, { maxTexts, maxCells }: BatchLimits) {
  const rows = [first]
  let longest = first.length
  let sum = first.length
  return {
    rows,
    get isFull() {
      return rows.length >= maxTexts
    },
    fits: (length: number): boolean => {
      const cells = (rows.length + 1) * Math.max(longest, length)
      return rows.length < maxTexts && cells <= maxCells && cells - (sum + length) <= MAX_PADDING * cells
    },
    add: (row: Row): void => {
      rows.push(row)
      longest = Math.max(longest, row.length)
      sum += row.length
    },
  }
}
