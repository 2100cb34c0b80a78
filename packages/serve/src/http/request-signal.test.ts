import { expect, test } from 'vitest'
import { abortSignalOf, RequestSignal } from './request-signal.ts'

test('every listener that is left hears of the end, once', () => {
  const signal = new RequestSignal()
  const heard: string[] = []
  const removed = () => heard.push('removed')
  signal.addEventListener('abort', () => heard.push(`first, aborted: ${signal.aborted}`))
  signal.addEventListener('abort', removed)
  signal.addEventListener('abort', () => heard.push('last'))
  signal.removeEventListener('abort', removed)
  expect([signal.aborted, signal.reason]).toEqual([false, undefined])
  signal.abort()
  signal.abort()
  expect(heard).toEqual(['first, aborted: true', 'last'])
  expect(signal.reason).toMatchObject({ name: 'AbortError' })
})

test('its AbortSignal is aborted with it and for the same reason, before or after it was asked for', () => {
  const signal = new RequestSignal()
  const before = abortSignalOf(signal)
  expect(before.aborted).toBe(false)
  signal.abort()
  for (const other of [before, abortSignalOf(signal)]) {
    expect(other.aborted).toBe(true)
    expect(other.reason).toBe(signal.reason)
  }
})
