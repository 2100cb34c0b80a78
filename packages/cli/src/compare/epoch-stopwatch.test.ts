import type { TrainingEvent } from '@textgate/trainer'
import { expect, test, vi } from 'vitest'
import { epochStopwatch } from './epoch-stopwatch.ts'

test('an epoch lasts from its beginning to its last step, or pass of a linear part, without the scoring that follows', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const { onEvent, seconds } = epochStopwatch()
    const tell = (type: TrainingEvent['type'], afterMilliseconds: number): void => {
      vi.advanceTimersByTime(afterMilliseconds)
      onEvent({ type } as TrainingEvent)
    }
    tell('start', 5000)
    tell('epoch', 100)
    tell('step', 400)
    tell('step', 600)
    tell('evaluation', 3000)
    tell('checkpoint', 1000)
    tell('epoch', 0)
    tell('step', 500)
    tell('evaluation', 3000)
    tell('epoch', 0)
    tell('linear', 100)
    tell('linear', 150)
    tell('evaluation', 3000)
    expect(seconds).toEqual([1, 0.5, 0.25])
  } finally {
    vi.useRealTimers()
  }
})
