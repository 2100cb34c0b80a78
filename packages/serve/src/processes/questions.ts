import { type Deferred, deferred } from '../engine/deferred.ts'

/** Questions to a process that may end before it answers. */
export interface Questions<Answer> {
  /**
   * @param send - sends the question under this number
   * @returns undefined when the process has ended
   */
  ask(send: (id: number) => void): Promise<Answer | undefined>
  answer(id: number, answer: Answer): void
  /** The process has ended: nothing is answered any more. */
  end(): void
}

export function questions<Answer>(): Questions<Answer> {
  const asked = new Map<number, Deferred<Answer | undefined>>()
  let nextId = 0
  let isEnded = false
  return {
    ask: (send) => {
      if (isEnded) return Promise.resolve(undefined)
      const id = nextId++
      const waiting = deferred<Answer | undefined>()
      asked.set(id, waiting)
      send(id)
      return waiting.promise
    },
    answer: (id, answer) => {
      asked.get(id)?.resolve(answer)
      asked.delete(id)
    },
    end: () => {
      isEnded = true
      for (const waiting of asked.values()) waiting.resolve(undefined)
      asked.clear()
    },
  }
}
