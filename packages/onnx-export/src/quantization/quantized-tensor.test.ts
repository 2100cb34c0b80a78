import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dequantize, quantize, type ScaleAxis, type Steps } from './quantized-tensor.ts'

const matrix = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(fc.float({ noNaN: true, min: -8, max: 8 }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      })
      .map((values) => ({ shape: [rows, columns], data: Float32Array.from(values) })),
  )
const axes = fc.constantFrom<ScaleAxis>('rows', 'columns', 'whole')
const levels = fc.constantFrom(7, 63, 127)

/** The scale of each number, straight from what rows and columns are. */
function scaleOf(axis: ScaleAxis, columns: number, i: number): number {
  if (axis === 'whole') return 0
  return axis === 'rows' ? Math.floor(i / columns) : i % columns
}

test('no number moves by more than half a step of its row, its column or the whole', () => {
  fc.assert(
    fc.property(matrix, axes, levels, (weight, axis, most) => {
      const rounded = quantize(weight, { axis, levels: most })
      const columns = weight.shape[1] as number
      dequantize(rounded).data.forEach((value, i) => {
        const scale = rounded.scales[scaleOf(axis, columns, i)] as number
        expect(Math.abs(value - (weight.data[i] as number))).toBeLessThanOrEqual(scale * 0.5001)
        expect(Math.abs(rounded.integers[i] as number)).toBeLessThanOrEqual(most)
      })
    }),
  )
})

test('a number is its integer times the scale of its row or column, in float32', () => {
  fc.assert(
    fc.property(matrix, axes, levels, (weight, axis, most) => {
      const rounded = quantize(weight, { axis, levels: most, clips: true })
      const columns = weight.shape[1] as number
      dequantize(rounded).data.forEach((value, i) => {
        const scale = rounded.scales[scaleOf(axis, columns, i)] as number
        expect(value).toBe(Math.fround((rounded.integers[i] as number) * scale))
      })
    }),
  )
})

test('with growing steps no number moves by more than half the way to its neighbours', () => {
  fc.assert(
    fc.property(matrix, axes, levels, (weight, axis, most) => {
      const rounded = quantize(weight, { axis, levels: most, steps: 'growing' })
      const columns = weight.shape[1] as number
      dequantize(rounded).data.forEach((value, i) => {
        const scale = rounded.scales[scaleOf(axis, columns, i)] as number
        const size = Math.abs(rounded.integers[i] as number)
        expect(Math.abs(value - (weight.data[i] as number))).toBeLessThanOrEqual(
          scale * (size + 0.2501) * 1.001,
        )
      })
    }),
  )
})

test('numbers that are never below 0 may have twice the levels', () => {
  fc.assert(
    fc.property(matrix, (weight) => {
      const positive = { ...weight, data: weight.data.map(Math.abs) }
      const rounded = quantize(positive, { axis: 'whole', levels: 255 })
      dequantize(rounded).data.forEach((value, i) => {
        const half = (rounded.scales[0] as number) * 0.5001
        expect(Math.abs(value - (positive.data[i] as number))).toBeLessThanOrEqual(half)
      })
    }),
  )
})

test('of few large numbers and many small ones, growing steps lose less than equal ones', () => {
  const data = Float32Array.from({ length: 1000 }, (_, i) => (i < 3 ? 5 - i : Math.sin(i) / 100))
  const lost = (steps: Steps): number => {
    const rounded = dequantize(quantize({ shape: [1000, 1], data }, { axis: 'columns', levels: 127, steps }))
    return data.reduce((sum, value, i) => sum + (value - (rounded.data[i] as number)) ** 2, 0)
  }
  expect(lost('growing')).toBeLessThan(lost('equal') / 4)
})

test('where numbers may be clipped, the sum of squared errors is never larger', () => {
  fc.assert(
    fc.property(matrix, axes, levels, (weight, axis, most) => {
      const error = (clips: boolean): number =>
        dequantize(quantize(weight, { axis, levels: most, clips })).data.reduce(
          (sum, value, i) => sum + (value - (weight.data[i] as number)) ** 2,
          0,
        )
      expect(error(true)).toBeLessThanOrEqual(error(false) * (1 + 1e-6))
    }),
  )
})

test('one large number among small ones is clipped at few levels', () => {
  const weight = {
    shape: [1, 100],
    data: Float32Array.from({ length: 100 }, (_, i) => (i === 0 ? 1.4 : 0.1 * (i % 10))),
  }
  const [clipped] = quantize(weight, { axis: 'rows', levels: 7, clips: true }).scales
  const [whole] = quantize(weight, { axis: 'rows', levels: 7 }).scales
  expect(clipped).toBeLessThan(whole as number)
})

test('rows of zeros stay zeros', () => {
  const weight = { shape: [2, 3], data: Float32Array.of(0, 0, 0, 1, -2, 0.5) }
  for (const clips of [true, false]) {
    const data = dequantize(quantize(weight, { axis: 'rows', levels: 127, clips })).data
    expect([...data.subarray(0, 3)]).toEqual([0, 0, 0])
    expect(data[4]).toBeCloseTo(-2, 6)
  }
})
