import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { classifyRows, type RowAnswer } from '../client/classify-rows.ts'
import type { ModelChoice, ModelClient } from '../client/model-client.ts'

/** How far the rows of a file are. */
export interface RowJob {
  readonly kind: 'idle' | 'running' | 'finished' | 'cancelled' | 'stopped'
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

/** Classifies the texts of a file; other texts or another model begin anew. */
export function useRowJob(client: ModelClient, { model, version }: ModelChoice, texts: readonly string[]) {
  const [job, setJob] = useState(IDLE)
  const stop = useRef<AbortController>(undefined)
  const answers = useRef<(RowAnswer | undefined)[]>([])

  useEffect(() => {
    answers.current = texts.map(() => undefined)
    setJob(IDLE)
    return () => stop.current?.abort()
  }, [client, model, version, texts])

  const start = useCallback(
    async (rows: readonly number[]) => {
      const own = new AbortController()
      stop.current = own
      const started = performance.now()
      const kept = answers.current
      for (const row of rows) kept[row] = undefined
      let sinceStart = 0
      const progress = (kind: RowJob['kind'], failure?: unknown): void => {
        if (answers.current !== kept) return
        const done = kept.filter((answer) => answer !== undefined)
        const failed = done.filter((answer) => answer?.failure).length
        const elapsedMs = performance.now() - started
        setJob({ kind, answers: [...kept], done: done.length, failed, elapsedMs, sinceStart, failure })
      }
      progress('running')
      try {
        await classifyRows(texts, rows, {
          signal: own.signal,
          classify: (batch) => client.classify(batch, { model, version }, own.signal),
          onAnswer: (row, answer) => {
            kept[row] = answer
            sinceStart += 1
            // Drawing each row would take longer than answering it.
            if (sinceStart % 64 === 0) progress('running')
          },
        })
        progress('finished')
      } catch (failure) {
        if (own.signal.aborted) progress('cancelled')
        else progress('stopped', failure)
      }
    },
    [client, model, version, texts],
  )
  const cancel = useCallback(() => stop.current?.abort(), [])
  return { job, start, cancel }
}
