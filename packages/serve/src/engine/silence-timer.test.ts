import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silenceTimer } from './silence-timer.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('silence is told when no sign of life came in its time, and not before', () => {
  const onSilence = vi.fn()
  const timer = silenceTimer(onSilence)
  timer.expect(5_000)
  vi.advanceTimersByTime(4_000)
  timer.expect(5_000)
  vi.advanceTimersByTime(4_999)
  expect(onSilence).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(onSilence).toHaveBeenCalledExactlyOnceWith(5_000)
})

test('nothing is told after a stop', () => {
  const onSilence = vi.fn()
  const timer = silenceTimer(onSilence)
  timer.expect(5_000)
  timer.stop()
  vi.advanceTimersByTime(60_000)
  expect(onSilence).not.toHaveBeenCalled()
})

test('a pause of this process is no silence of the other, which has its time once more', () => {
  const onSilence = vi.fn()
  silenceTimer(onSilence).expect(5_000)
  const now = vi.spyOn(performance, 'now')
  now.mockReturnValue(performance.now() + 60_000) // the timer fires late, as after a pause
  vi.advanceTimersByTime(5_000)
  expect(onSilence).not.toHaveBeenCalled()
  now.mockRestore()
  vi.advanceTimersByTime(5_000)
  expect(onSilence).toHaveBeenCalledOnce()
})
