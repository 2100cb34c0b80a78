import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PORTABLE_BACKENDS, tfOn } from '../testing/each-backend.ts'

/** Row by row into a map of plain numbers: nothing in common with the kernel but the definition. */
function slowSegmentSum(rows: number[][], ids: number[], segments: number): number[][] {
  return Array.from({ length: segments }, (_, segment) =>
    (rows[0] ?? []).map((_, column) =>
      rows.reduce(
        (total, row, index) => (ids[index] === segment ? total + (row[column] as number) : total),
        0,
      ),
    ),
  )
}

const segmentCase = fc
  .record({ rows: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 7 }) })
  .chain(({ rows, width }) =>
    fc.record({
      data: fc.array(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: width, maxLength: width }), {
        minLength: rows,
        maxLength: rows,
      }),
      ids: fc.array(fc.integer({ min: -3, max: 12 }), { minLength: rows, maxLength: rows }),
      segments: fc.integer({ min: 1, max: 9 }),
      dtype: fc.constantFrom('float32' as const, 'int32' as const),
    }),
  )

describe.each(PORTABLE_BACKENDS)('UnsortedSegmentSum on %s', (backend) => {
  test('adds up like the definition and leaves out ids outside [0, segments)', async () => {
    const tf = await tfOn(backend)
    fc.assert(
      fc.property(segmentCase, ({ data, ids, segments, dtype }) => {
        const sums = tf.tidy(() =>
          tf
            .unsortedSegmentSum(tf.tensor2d(data, undefined, dtype), tf.tensor1d(ids, 'int32'), segments)
            .arraySync(),
        )
        expect(sums).toEqual(slowSegmentSum(data, ids, segments))
      }),
    )
  })

  test('keeps the shape of what follows the ids, for rank 1, 3 and 4', async () => {
    const tf = await tfOn(backend)
    for (const inner of [[], [2, 3], [2, 1, 2]]) {
      const sums = tf.unsortedSegmentSum(tf.ones([4, ...inner]), tf.tensor1d([1, 1, 0, 7], 'int32'), 3)
      expect(sums.shape).toEqual([3, ...inner])
      expect(sums.sum().dataSync()[0]).toBe(3 * inner.reduce((a, b) => a * b, 1))
      sums.dispose()
    }
  })

  test('a NaN in one row stays in its segment', async () => {
    const tf = await tfOn(backend)
    const sums = tf.unsortedSegmentSum(
      tf.tensor2d([[Number.NaN], [2], [3]]),
      tf.tensor1d([0, 1, 1], 'int32'),
      2,
    )
    expect([...sums.dataSync()]).toEqual([Number.NaN, 5])
  })

  test('the gradient of an embedding adds up the rows of each id', async () => {
    const tf = await tfOn(backend)
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        (ids, width) => {
          const gradient = tf.tidy(() => {
            const weights = tf.range(0, ids.length * width).reshape([ids.length, width])
            const table = tf.zeros([6, width])
            const total = (x: typeof table) =>
              tf.sum(tf.mul(tf.gather(x, tf.tensor1d(ids, 'int32')), weights))
            return tf.grad(total)(table).arraySync()
          })
          const rows = ids.map((_, row) => Array.from({ length: width }, (_, column) => row * width + column))
          expect(gradient).toEqual(slowSegmentSum(rows, ids, 6))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('a second run leaves no tensor and no memory behind', async () => {
    const tf = await tfOn(backend)
    const run = () =>
      tf.tidy(() => {
        tf.unsortedSegmentSum(tf.ones([50, 8]), tf.zeros([50], 'int32'), 4).dataSync()
      })
    run()
    const before = [tf.memory().numTensors, tf.backend().numDataIds()]
    run()
    expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before)
  })
})
