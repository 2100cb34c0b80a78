import { isTextgateError, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block } from './block.ts'
import { KernelMemory } from './kernel-memory.ts'

const MIB = 1024 * 1024

/** The code of what a function throws. */
function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (isTextgateError(error)) return error.code
    throw error
  }
  return 'nothing'
}

describe('kernel memory', () => {
  test('gives aligned blocks that never overlap and keep their content, in any order of requests', () => {
    const steps = fc.array(
      fc.record({ bytes: fc.integer({ min: 0, max: 300_000 }), free: fc.nat(1000), isFree: fc.boolean() }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(steps, (requests) => {
        const memory = new KernelMemory(64 * MIB)
        const live: Block[] = []
        for (const { bytes, free, isFree } of requests) {
          if (isFree && live.length > 0) {
            const [block] = live.splice(free % live.length, 1)
            expect(block!.integers.every((word) => word === block!.offset)).toBe(true)
            block!.free()
          } else {
            const block = memory.allocate(bytes)
            expect(block.offset % 64).toBe(0)
            expect(block.offset).toBeGreaterThan(0)
            expect(block.integers.byteLength).toBe(Math.floor(bytes / 4) * 4)
            block.integers.fill(block.offset)
            live.push(block)
          }
        }
        for (const block of live) expect(block.integers.every((word) => word === block.offset)).toBe(true)
        expect(memory.blocks).toBe(live.length)
        for (const block of live) block.free()
        expect([memory.blocks, memory.bytesInUse]).toEqual([0, 0])
      }),
      { numRuns: 30 },
    )
  })

  test('a pattern of requests that repeats needs no more memory the hundredth time', () => {
    const memory = new KernelMemory()
    const random = randomGenerator('pattern')
    const sizes = Array.from({ length: 60 }, () => random.integer(2 * MIB))
    const round = () => {
      const blocks = sizes.map((size) => memory.allocate(size))
      for (const block of blocks) block.free()
    }
    round()
    const first = memory.bytesTotal
    for (let i = 0; i < 100; i++) round()
    expect(memory.bytesTotal).toBe(first)
  })

  test('a long run of varied sizes stays within a small multiple of what lives at once', () => {
    const memory = new KernelMemory()
    const random = randomGenerator('varied')
    const live: Block[] = []
    let most = 0
    for (let i = 0; i < 50_000; i++) {
      while (live.length > 20) live.splice(random.integer(live.length), 1)[0]!.free()
      live.push(memory.allocate(random.integer(2 ** (6 + random.integer(15)))))
      most = Math.max(most, memory.bytesInUse)
    }
    expect(memory.bytesTotal).toBeLessThan(3 * most + 4 * MIB)
  })

  test('views made before the memory grew still show it', () => {
    const memory = new KernelMemory()
    const early = memory.floats(4)
    const view = early.floats
    memory.allocate(50 * MIB)
    view[3] = 7
    expect(new Float32Array(memory.handle.buffer, early.offset, 4)[3]).toBe(7)
  })

  test('a block is freed once and not used after', () => {
    const block = new KernelMemory().floats(3)
    block.free()
    expect(block.isFreed).toBe(true)
    const uses = [
      () => block.free(),
      () => block.offset,
      () => block.floats,
      () => block.integers,
      () => block.doubles,
    ]
    expect(uses.map(codeOf)).toEqual(uses.map(() => 'KERNEL_BLOCK_FREED'))
  })

  test('says what was wanted and what is in use when it cannot grow, and goes on', () => {
    const memory = new KernelMemory(MIB)
    const block = memory.allocate(MIB / 2)
    expect(codeOf(() => memory.allocate(MIB))).toBe('KERNEL_MEMORY_EXHAUSTED')
    expect(() => memory.allocate(MIB)).toThrow(/1048576 bytes.*524288 are in use.*batchTokens/)
    block.free()
    expect(memory.allocate(MIB / 2).bytes).toBe(MIB / 2)
  })
})
