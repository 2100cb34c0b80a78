import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

/** Work that takes time; `last` is what the work before it gave. */
export type TaskState<T> =
  | { readonly kind: 'idle'; readonly last?: undefined }
  | { readonly kind: 'running'; readonly last: T | undefined }
  | { readonly kind: 'failed'; readonly failure: unknown; readonly last?: undefined }
  | { readonly kind: 'done'; readonly value: T; readonly last: T }

/** One work at a time: a new one, and leaving the page, ends the one before. */
export function useTask<T>(): {
  readonly state: TaskState<T>
  readonly run: (work: (signal: AbortSignal) => Promise<T>) => Promise<void>
  readonly reset: () => void
} {
  const [state, setState] = useState<TaskState<T>>({ kind: 'idle' })
  const current = useRef<AbortController>(undefined)
  const end = useCallback(() => {
    current.current?.abort()
    current.current = undefined
  }, [])
  useEffect(() => end, [end])
  const run = useCallback(
    async (work: (signal: AbortSignal) => Promise<T>) => {
      end()
      const own = new AbortController()
      current.current = own
      setState(({ last }) => ({ kind: 'running', last }))
      try {
        const value = await work(own.signal)
        if (current.current === own) setState({ kind: 'done', value, last: value })
      } catch (failure) {
        if (current.current === own) setState({ kind: 'failed', failure })
      }
    },
    [end],
  )
  const reset = useCallback(() => {
    end()
    setState({ kind: 'idle' })
  }, [end])
  return { state, run, reset }
}
