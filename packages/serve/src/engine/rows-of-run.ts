import type { Job, JobResult } from './executor.ts'
import { type Row, TensorTask, TextTask, type WaitingTask } from './waiting-task.ts'

/** What a run computes, padding included. */
export function cellsOf(rows: readonly Row[]): number {
  let longest = 0
  for (const { length } of rows) if (length > longest) longest = length
  return rows.length * longest
}

/** What an executor is told to do with rows. */
export function jobOf(model: string, rows: readonly Row[]): Job {
  const tensors = rows[0]?.task.tensors
  if (tensors) return { kind: 'tensors', model, ...tensors }
  return { kind: 'texts', model, inputs: rows.map(({ input }) => input) }
}

/** Those who want to know of the runs that they were in. Rows of one request follow each other. */
export function tellCallers(rows: readonly Row[], begun: number, computeMs: number): void {
  let last: WaitingTask | undefined
  for (const { task } of rows) {
    if (task !== last && !task.isSettled)
      task.onRun?.({ texts: rows.length, since: task.since, begun, computeMs })
    last = task
  }
}

/** Puts the answers of a run where they belong. */
export function give(rows: readonly Row[], { probabilities, outputs }: JobResult): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as Row
    if (row.task instanceof TensorTask) {
      if (outputs) row.task.complete(outputs)
    } else if (row.task instanceof TextTask) {
      if (probabilities) row.task.complete(row, probabilities, at)
    }
  }
}
