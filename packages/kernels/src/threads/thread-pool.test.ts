import { isTextgateError } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KernelMemory } from '../memory/kernel-memory.ts'
import { compileAssembly } from '../testing/compile-assembly.ts'
import { ThreadPool } from './thread-pool.ts'

// Each part leaves a mark; the others misbehave in the ways that a kernel or a thread can.
const SOURCE = `
export function mark(base: usize, value: i32, part: i32, parts: i32, scratch: usize): void {
  atomic.add<i32>(base + (<usize>part << 2), value)
}
export function sum(base: usize, out: usize, length: i32, part: i32, parts: i32, scratch: usize): void {
  let total: f32 = 0
  for (let i = part; i < length; i += parts) total += load<f32>(base + (<usize>i << 2))
  store<f32>(out + (<usize>part << 2), total)
}
export function threads(seen: usize, spin: i32, part: i32, parts: i32, scratch: usize): void {
  for (let i = 0; i < spin; i++) atomic.load<i32>(seen)
  store<i32>(seen + (<usize>part << 2), <i32>scratch)
}
export function trapWhenOdd(part: i32, parts: i32, scratch: usize): void {
  if (part & 1) unreachable()
}
/** Both threads meet; then whoever has other scratch than the caller never comes back. */
export function hang(arrived: usize, callers: i32, part: i32, parts: i32, scratch: usize): void {
  atomic.add<i32>(arrived, 1)
  while (atomic.load<i32>(arrived) < 2) {}
  if (<i32>scratch != callers) while (atomic.load<i32>(arrived) > 0) {}
}
`

let module: WebAssembly.Module
const memory = new KernelMemory()
const pools: ThreadPool[] = []

beforeAll(async () => {
  module = await compileAssembly(SOURCE)
})

afterAll(() => {
  for (const one of pools) one.dispose()
})

/** A pool whose workers have all started. */
async function readyPool(threads: number, lostAfterMs?: number): Promise<ThreadPool> {
  const pool = new ThreadPool(module, memory, { threads, lostAfterMs })
  pools.push(pool)
  pool.reserveScratch(64)
  await expect.poll(() => pool.threadsReady, { timeout: 60_000 }).toBe(threads)
  return pool
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (isTextgateError(error)) return error.code
    throw error
  }
  return 'nothing'
}

describe.each([1, 2, 3])('a pool of %i threads', (threads) => {
  test('does every part of every call exactly once', async () => {
    const pool = await readyPool(threads)
    const jobs = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 16 })
    fc.assert(
      fc.property(jobs, fc.constantFrom(0, 1, undefined), (partsOfCalls, ms) => {
        const blocks = partsOfCalls.map((parts) => memory.integers(parts))
        for (const block of blocks) block.integers.fill(0)
        const calls = blocks.map(({ offset }, i) => ({
          name: 'mark',
          args: [offset, i + 1],
          parts: partsOfCalls[i]!,
        }))
        pool.run(calls, ms)
        for (const [i, block] of blocks.entries()) {
          expect([...block.integers]).toEqual(Array(partsOfCalls[i]!).fill(i + 1))
        }
        for (const block of blocks) block.free()
      }),
      { numRuns: 200 },
    )
  })

  test('a failed call is an error that names it, and the next job runs', async () => {
    const pool = await readyPool(threads)
    const calls = [{ name: 'trapWhenOdd', args: [], parts: 64 }]
    for (let i = 0; i < 20; i++) expect(codeOf(() => pool.run(calls))).toBe('KERNEL_FAILED')
    expect(() => pool.run(calls)).toThrow(/unreachable/)
    expect(codeOf(() => pool.run([{ name: 'missing', args: [], parts: 1 }]))).toBe('KERNEL_FAILED')
    const block = memory.integers(8)
    block.integers.fill(0)
    pool.run([{ name: 'mark', args: [block.offset, 1], parts: 8 }])
    expect([...block.integers]).toEqual(Array(8).fill(1))
  })
})

test('sums are equal to the bit for any number of threads', async () => {
  const numbers = memory.floats(10_000)
  for (let i = 0; i < 10_000; i++) numbers.floats[i] = Math.sin(i) * 10 ** (i % 7)
  const answers = []
  for (const threads of [1, 2, 3]) {
    const pool = await readyPool(threads)
    const out = memory.floats(37)
    pool.run([{ name: 'sum', args: [numbers.offset, out.offset, 10_000], parts: 37 }])
    answers.push([...out.integers])
    pool.dispose()
  }
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('workers take part once they have started, and nothing waits for them before', async () => {
  const pool = new ThreadPool(module, memory, { threads: 2 })
  pools.push(pool)
  pool.reserveScratch(64)
  const seen = memory.integers(100)
  const run = () => pool.run([{ name: 'threads', args: [seen.offset, 20_000], parts: 100 }])
  run()
  expect(new Set(seen.integers).size).toBe(1)
  await expect.poll(() => pool.threadsReady, { timeout: 60_000 }).toBe(2)
  const threadsOfOneRun = () => {
    run()
    return new Set(seen.integers).size
  }
  await expect.poll(threadsOfOneRun, { timeout: 60_000 }).toBe(2)
})

test('a worker that never ends its part is an error after the set time, and the caller goes on alone', async () => {
  const pool = await readyPool(2, 300)
  const scratch = memory.integers(1)
  pool.run([{ name: 'threads', args: [scratch.offset, 0], parts: 1 }])
  const arrived = memory.integers(1)
  arrived.integers.fill(0)
  const hang = { name: 'hang', args: [arrived.offset, scratch.integers[0]!], parts: 2 }
  expect(codeOf(() => pool.run([hang]))).toBe('KERNEL_WORKER_LOST')
  expect(pool.threads).toBe(1)
  const block = memory.integers(50)
  block.integers.fill(0)
  pool.run([{ name: 'mark', args: [block.offset, 1], parts: 50 }])
  expect([...block.integers]).toEqual(Array(50).fill(1))
})

test('a worker that was killed between jobs leaves the work to the others', async () => {
  const pool = await readyPool(3)
  await pool.workers[0]!.terminate()
  expect(pool.threads).toBe(2)
  const block = memory.integers(50)
  block.integers.fill(0)
  for (let i = 0; i < 1000; i++) pool.run([{ name: 'mark', args: [block.offset, 1], parts: 50 }])
  expect([...block.integers]).toEqual(Array(50).fill(1000))
})

test('after dispose the calling thread does the work', async () => {
  const pool = await readyPool(2)
  pool.dispose()
  expect(pool.threads).toBe(1)
  const block = memory.integers(5)
  block.integers.fill(0)
  pool.run([{ name: 'mark', args: [block.offset, 3], parts: 5 }])
  expect([...block.integers]).toEqual(Array(5).fill(3))
})
