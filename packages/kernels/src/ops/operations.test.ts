import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { distance, floatsOf, integersOf, roomFor } from '../testing/blocks.ts'
import { KERNEL_SETS, readyKernels } from '../testing/kernel-sets.ts'
import { positionsOf } from '../testing/positions-of.ts'
import { rowsAtStepOf } from '../testing/reference-recurrence.ts'
import { columnSums } from './column-sums.ts'
import { dropOutRows } from './drop-out-rows.ts'
import { matmul } from './matmul.ts'
import { matmulTransposedA } from './matmul-transposed-a.ts'
import { PackedRows } from './packed-rows.ts'
import { matrixAt } from './places.ts'
import { type PoolingKind, poolStates, poolStatesBackward } from './pool-states.ts'
import { relu, reluBackward } from './relu.ts'
import { addInto, fillZero, gatherRows, scatterAddRows, segmentSums } from './row-operations.ts'
import { sumSquares } from './sum-squares.ts'

const size = fc.integer({ min: 1, max: 70 })
const seed = fc.integer()
const RUNS = { numRuns: 25 }

const random = (name: number, length: number) => {
  const generator = randomGenerator(name)
  return Float32Array.from({ length }, () => generator.normal())
}

describe.each(KERNEL_SETS)('on $build with $threads threads', (options) => {
  let kernels: Kernels
  let before = 0
  beforeAll(async () => {
    kernels = await readyKernels(options)
    before = kernels.memory.blocks
  })
  afterAll(() => {
    expect(kernels.memory.blocks).toBe(before)
    kernels.dispose()
  })

  const put = (values: ArrayLike<number>) => floatsOf(kernels, values)
  const putIntegers = (values: ArrayLike<number>) => integersOf(kernels, values)

  test('matmul multiplies any shapes, several at once, with bias, transposed, on top', () => {
    const flags = fc.constantFrom('bias', 'transposeB', 'accumulate', 'plain')
    fc.assert(
      fc.property(size, size, size, seed, flags, (rows, columns, inner, name, flag) =>
        withBlocks((keep) => {
          const [a, b] = [random(name, rows * inner), random(name + 1, inner * columns)]
          const [bias, old] = [random(name + 2, columns), random(name + 3, rows * columns)]
          const at = (k: number, j: number) => b[flag === 'transposeB' ? j * inner + k : k * columns + j]!
          const expected = Array.from(old, (c, place) => {
            const [i, j] = [Math.floor(place / columns), place % columns]
            let sum = flag === 'bias' ? bias[j]! : flag === 'accumulate' ? c : 0
            for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * at(k, j)
            return sum
          })
          const outs = [keep(put(old)), keep(put(old))]
          const product = {
            ...{ a: matrixAt(keep(put(a)), inner), rows, columns, inner },
            b: matrixAt(keep(put(b)), flag === 'transposeB' ? inner : columns),
            bias: flag === 'bias' ? keep(put(bias)) : undefined,
            transposeB: flag === 'transposeB',
            accumulate: flag === 'accumulate',
          }
          matmul(
            kernels,
            outs.map((out) => ({ ...product, c: matrixAt(out, columns) })),
          )
          for (const out of outs) expect(distance(out.floats, expected)).toBeLessThan(2e-4)
        }),
      ),
      RUNS,
    )
  })

  test('a large product is right and leaves its surroundings alone', () => {
    withBlocks((keep) => {
      const [rows, columns, inner] = [203, 117, 150]
      const [a, b] = [random(1, rows * inner), random(2, inner * columns)]
      const out = keep(roomFor(kernels, rows * (columns + 3)))
      matmul(kernels, [
        {
          ...{ a: matrixAt(keep(put(a)), inner), b: matrixAt(keep(put(b)), columns), rows, columns, inner },
          c: matrixAt(out, columns + 3, 1),
        },
      ])
      const found = [...out.floats]
      expect(found.filter(Number.isNaN).length).toBe(3 * rows)
      let sum = 0
      for (let k = 0; k < inner; k++) sum += a[202 * inner + k]! * b[k * columns + 116]!
      expect(found[202 * (columns + 3) + 117]).toBeCloseTo(sum, 3)
    })
  })

  test('matmulTransposedA and columnSums sum over rows, none of them too', () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 0, max: 300 }), seed, (rows, columns, inner, name) =>
        withBlocks((keep) => {
          const [a, b] = [random(name, inner * rows), random(name + 1, inner * columns)]
          const expected = Array.from({ length: rows * columns }, (_, place) => {
            const [i, j] = [Math.floor(place / columns), place % columns]
            let sum = 0
            for (let k = 0; k < inner; k++) sum += a[k * rows + i]! * b[k * columns + j]!
            return sum
          })
          const totals = Array.from({ length: columns }, (_, j) => {
            let sum = 0
            for (let k = 0; k < inner; k++) sum += b[k * columns + j]!
            return sum
          })
          const [c, sums, again] = [rows * columns, columns, columns].map((n) => keep(roomFor(kernels, n)))
          const values = matrixAt(keep(put(b)), columns)
          matmulTransposedA(kernels, [
            {
              a: matrixAt(keep(put(a)), rows),
              b: values,
              c: matrixAt(c!, columns),
              sums: sums!,
              rows,
              columns,
              inner,
            },
          ])
          columnSums(kernels, { values, rows: inner, columns, sums: again! })
          expect(distance(c!.floats, expected)).toBeLessThan(5e-4)
          expect(distance(sums!.floats, totals)).toBeLessThan(5e-4)
          expect(distance(again!.floats, totals)).toBeLessThan(5e-4)
        }),
      ),
      RUNS,
    )
  })

  test('rows are gathered, scattered and summed by segment as a plain loop does it', () => {
    fc.assert(
      fc.property(size, size, size, seed, (tableRows, rows, width, name) =>
        withBlocks((keep) => {
          const table = random(name, tableRows * width)
          const values = random(name + 1, rows * width)
          const generator = randomGenerator(name)
          const ids = Array.from({ length: rows }, () => generator.integer(tableRows))
          const sums = new Float32Array(tableRows * width)
          for (const [i, id] of ids.entries()) {
            for (let j = 0; j < width; j++)
              sums[id * width + j] = sums[id * width + j]! + values[i * width + j]!
          }
          const byRow = Array.from({ length: tableRows }, (_, u) =>
            [...ids.keys()].filter((i) => ids[i] === u),
          )
          const starts = [0]
          for (const group of byRow) starts.push(starts.at(-1)! + group.length)

          const places = keep(putIntegers(ids))
          const [picked, segmented] = [rows, tableRows].map((n) => keep(roomFor(kernels, n * width)))
          const given = matrixAt(keep(put(values)), width)
          const common = { ids: places, rows, width }
          gatherRows(kernels, {
            ...common,
            table: matrixAt(keep(put(table)), width),
            values: matrixAt(picked!, width),
          })
          expect(
            distance(
              picked!.floats,
              ids.flatMap((id) => [...table.subarray(id * width, (id + 1) * width)]),
            ),
          ).toBe(0)

          const scattered = keep(roomFor(kernels, tableRows * width))
          fillZero(kernels, scattered, tableRows * width)
          scatterAddRows(kernels, { ...common, table: matrixAt(scattered, width), values: given })
          expect(distance(scattered.floats, sums)).toBeLessThan(1e-5)

          const segments = { starts: keep(putIntegers(starts)), positions: keep(putIntegers(byRow.flat())) }
          const out = matrixAt(segmented!, width)
          segmentSums(kernels, given, { ...segments, segments: tableRows }, out, { rows, width })
          expect(distance(segmented!.floats, sums)).toBeLessThan(1e-5)
          addInto(kernels, segmented!, scattered, tableRows * width)
          expect(
            distance(
              segmented!.floats,
              sums.map((sum) => 2 * sum),
            ),
          ).toBeLessThan(2e-5)
        }),
      ),
      RUNS,
    )
  })

  test.each(['max', 'mean', 'last'] as const)(
    '%s pooling and its gradient are those of a plain loop',
    (kind) => {
      const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 })
      fc.assert(
        fc.property(lengths, size, seed, fc.boolean(), (steps, width, name, reverse) => {
          const sorted = steps.toSorted((a, b) => b - a)
          const expected = plainPooling(kind, sorted, width, name, reverse)
          const found = computedPooling(kernels, kind, sorted, width, name, reverse)
          expect(distance(found.pooled, expected.pooled)).toBeLessThan(1e-5)
          expect(distance(found.gradient, expected.gradient)).toBeLessThan(1e-5)
        }),
        RUNS,
      )
    },
  )

  test('dropout drops its share and scales the rest, the same for the same seed', () => {
    withBlocks((keep) => {
      const x = keep(put(new Float32Array(100 * 200).fill(3)))
      const draw = (number: number) => {
        const out = keep(roomFor(kernels, 100 * 200))
        const matrices = { x: matrixAt(x, 200), out: matrixAt(out, 200) }
        dropOutRows(kernels, { ...matrices, rows: 100, width: 200, rate: 0.25, seed: number })
        return [...out.floats]
      }
      const drawn = draw(4_000_000_000)
      expect(new Set(drawn)).toEqual(new Set([0, 4]))
      expect(drawn.filter((value) => value === 0).length / drawn.length).toBeCloseTo(0.25, 1)
      expect(draw(4_000_000_000)).toEqual(drawn)
      expect(draw(1)).not.toEqual(drawn)
    })
  })

  test('relu keeps what is above 0, its gradient what flows there, and NaN stays NaN', () => {
    const counts = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(4096, 4097, 200_003))
    fc.assert(
      fc.property(counts, seed, (count, name) =>
        withBlocks((keep) => {
          const [x, d] = [random(name, count), random(name + 1, count)]
          if (count > 3) x.set([0, -0, Number.NaN])
          const [y, gradient] = [keep(put(x)), keep(put(d))]
          relu(kernels, y, y, count)
          reluBackward(kernels, y, gradient, count)
          expect([...y.floats]).toEqual(Array.from(x, (value) => Math.max(value, 0)))
          expect([...gradient.floats]).toEqual(Array.from(d, (value, i) => (x[i]! > 0 ? value : 0)))
        }),
      ),
      RUNS,
    )
  })

  test('sumSquares sums everything in double precision, and says NaN where one is', () => {
    withBlocks((keep) => {
      const lists = [1, 4096, 4097, 30_001, 0].map((length, i) => random(i, length))
      const values = lists.map((list) => ({ values: keep(put(list)), count: list.length }))
      const expected = lists.flatMap((list) => [...list]).reduce((sum, x) => sum + x * x, 0)
      expect(sumSquares(kernels, values) / expected).toBeCloseTo(1, 6)
      expect(sumSquares(kernels, [])).toBe(0)
      values[3]!.values.floats[29_999] = Number.NaN
      expect(sumSquares(kernels, values)).toBeNaN()
    })
  })
})

function plainPooling(kind: PoolingKind, lengths: number[], width: number, name: number, reverse: boolean) {
  const rows = positionsOf(lengths)
  const states = random(name, rows.flat().length * width)
  const dOut = random(name + 1, lengths.length * width)
  const gradient = new Float32Array(states.length)
  const pooled = Float32Array.from(dOut, (given, place) => {
    const [row, j] = [Math.floor(place / width), place % width]
    const positions = rows[row]!
    if (positions.length === 0) return 0
    const values = positions.map((p) => states[p * width + j]!)
    if (kind === 'mean') {
      for (const p of positions) gradient[p * width + j] = given / positions.length
      return values.reduce((sum, value) => sum + value, 0) / positions.length
    }
    const chosen = kind === 'max' ? values.indexOf(Math.max(...values)) : reverse ? 0 : values.length - 1
    gradient[positions[chosen]! * width + j] = given
    return values[chosen]!
  })
  return { pooled, gradient }
}

function computedPooling(
  kernels: Kernels,
  kind: PoolingKind,
  lengths: number[],
  width: number,
  name: number,
  reverse: boolean,
) {
  return withBlocks((keep) => {
    const packed = keep(new PackedRows(kernels.memory, rowsAtStepOf(lengths), lengths.length))
    const states = keep(floatsOf(kernels, random(name, packed.positions * width)))
    const dOut = keep(floatsOf(kernels, random(name + 1, lengths.length * width)))
    const out = keep(roomFor(kernels, lengths.length * width))
    const gradient = keep(roomFor(kernels, packed.positions * width))
    const argmax = keep(kernels.memory.integers(lengths.length * width))
    const pooling = { kind, packed, width, reverse, argmax }
    poolStates(kernels, pooling, matrixAt(states, width), matrixAt(out, width))
    poolStatesBackward(kernels, pooling, matrixAt(dOut, width), matrixAt(gradient, width))
    return { pooled: [...out.floats], gradient: [...gradient.floats] }
  })
}
