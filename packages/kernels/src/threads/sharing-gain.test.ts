import { expect, test } from 'vitest'
import { SharingGain } from './sharing-gain.ts'

/** Jobs done alone out of 10,000 shared or not, when each shared job takes `totalMs` with half of the parts each. */
function jobsAlone(totalMs: (job: number) => number): number {
  const gain = new SharingGain()
  let alone = 0
  for (let job = 0; job < 10_000; job++) {
    if (gain.isCrowded()) alone++
    else gain.note(1, totalMs(job), 0.5)
  }
  return alone
}

test('jobs are shared as long as that is faster', () => {
  expect(jobsAlone(() => 1.1)).toBe(0)
})

test('one late worker now and then changes nothing', () => {
  expect(jobsAlone((job) => (job % 10 === 0 ? 5 : 1.1))).toBe(0)
})

test('where sharing loses, nearly all jobs are done alone', () => {
  expect(jobsAlone(() => 2.5)).toBeGreaterThan(9_500)
})

test('sharing comes back when the neighbours have gone', () => {
  const gain = new SharingGain()
  for (let job = 0; job < 1000; job++) if (!gain.isCrowded()) gain.note(1, 4, 0.5)
  let shared = 0
  for (let job = 0; job < 2000; job++) {
    if (gain.isCrowded()) continue
    gain.note(1, 1.1, 0.5)
    shared++
  }
  expect(shared).toBeGreaterThan(1200)
})

test('a job of which the caller did nothing says nothing', () => {
  const gain = new SharingGain()
  for (let job = 0; job < 100; job++) gain.note(0, 100, 0)
  expect(gain.isCrowded()).toBe(false)
})
