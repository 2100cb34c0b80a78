import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { abortAfter } from './abort-after.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
})

test('the signal aborts when its seconds are over, and not before; the other one does not', () => {
  const other = new AbortController()
  const { signal } = abortAfter(2, other.signal)
  vi.advanceTimersByTime(1999)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(signal.aborted).toBe(true)
  expect(other.signal.aborted).toBe(false)
})

test('it aborts with the other signal, also with one that is aborted already', () => {
  const other = new AbortController()
  const { signal } = abortAfter(2, other.signal)
  other.abort()
  expect(signal.aborted).toBe(true)
  expect(abortAfter(2, other.signal).signal.aborted).toBe(true)
})

test('once released, neither seconds nor the other signal abort it', () => {
  const other = new AbortController()
  const { signal, release } = abortAfter(2, other.signal)
  release()
  vi.advanceTimersByTime(5000)
  other.abort()
  expect(signal.aborted).toBe(false)
})

test('without seconds the other signal alone counts', () => {
  const other = new AbortController()
  const { signal } = abortAfter(undefined, other.signal)
  vi.advanceTimersByTime(1e9)
  expect(signal.aborted).toBe(false)
  other.abort()
  expect(signal.aborted).toBe(true)
})
