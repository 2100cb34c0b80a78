/** Knows what is under way, so that an end can wait for it. */
export interface WorkUnderWay {
  begin(): void
  /** Once for each `begin`. */
  end(): void
  /** The same promise; counted until it settles. */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function workUnderWay(): WorkUnderWay {
  let count = 0
  let whenIdle: (() => void)[] = []
  const begin = () => {
    count += 1
  }
  const end = () => {
    count -= 1
    if (count > 0 || whenIdle.length === 0) return
    for (const resolve of whenIdle) resolve()
    whenIdle = []
  }
  return {
    begin,
    end,
    track: (work) => {
      begin()
      work.then(end, end)
      return work
    },
    idle: () =>
      new Promise((resolve) => {
        if (count === 0) resolve()
        else whenIdle.push(resolve)
      }),
  }
}
