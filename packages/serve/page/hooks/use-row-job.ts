import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { classifyRows, type RowAnswer } from '../client/classify-rows.ts'
import type { ModelChoice, ModelClient } from '../client/model-client.ts'

/** How far the rows of a file are. */
export interface RowJob {
  readonly kind: 'idle' | 'running' | 'finished' | 'cancelled' | 'stopped'
  /** Which model gave the answers; absent before the first start. */
  readonly choice?: ModelChoice
  /** By row; undefined where there is no answer yet. */
  readonly answers: readonly (RowAnswer | undefined)[]
  readonly done: number
  readonly failed: number
  /** Since the last start, in milliseconds. */
  readonly elapsedMs: number
  /** Rows that were answered since the last start. */
  readonly sinceStart: number
  /** Why it has stopped. */
  readonly failure?: unknown
}

const IDLE: RowJob = { kind: 'idle', answers: [], done: 0, failed: 0, elapsedMs: 0, sinceStart: 0 }

/** Between two looks at a job, in milliseconds: drawing each row would take longer than answering it. */
const LOOK_MS = 200

/** Classifies the texts of a file. Other texts end the job; another model is asked from the next start on. */
export function useRowJob(client: ModelClient, texts: readonly string[]) {
  const [job, setJob] = useState(IDLE)
  const stop = useRef<AbortController>(undefined)
  const answers = useRef<(RowAnswer | undefined)[]>([])

  useEffect(() => {
    answers.current = texts.map(() => undefined)
    setJob(IDLE)
    return () => stop.current?.abort()
  }, [texts])

  const start = useCallback(
    async (rows: readonly number[], choice: ModelChoice) => {
      const own = new AbortController()
      stop.current = own
      const started = performance.now()
      const kept = answers.current
      for (const row of rows) kept[row] = undefined
      let sinceStart = 0
      const look = (kind: RowJob['kind'], failure?: unknown): void => {
        if (answers.current !== kept) return
        const done = kept.filter((answer) => answer !== undefined)
        const failed = done.filter((answer) => answer?.failure).length
        const elapsedMs = performance.now() - started
        setJob({
          kind,
          choice,
          answers: [...kept],
          done: done.length,
          failed,
          elapsedMs,
          sinceStart,
          failure,
        })
      }
      look('running')
      const looking = setInterval(() => look('running'), LOOK_MS)
      try {
        await classifyRows(texts, rows, {
          signal: own.signal,
          classify: (batch) => client.classify(batch, choice, own.signal),
          onAnswer: (row, answer) => {
            kept[row] = answer
            sinceStart += 1
          },
        })
        look('finished')
      } catch (failure) {
        if (own.signal.aborted) look('cancelled')
        else look('stopped', failure)
      } finally {
        clearInterval(looking)
      }
    },
    [client, texts],
  )
  const cancel = useCallback(() => stop.current?.abort(), [])
  return { job, start, cancel }
}
