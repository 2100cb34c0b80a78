import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelsOfRow, labelTable, packRowLabels, selectRowLabels } from './row-labels.ts'

const sets = fc.array(fc.uniqueArray(fc.nat(4), { maxLength: 5 }), { minLength: 1, maxLength: 30 })

test('packed rows give their labels back, also of chosen rows and as a table', () => {
  fc.assert(
    fc.property(sets, fc.array(fc.nat(29)), (rows, wanted) => {
      const chosen = wanted.map((row) => row % rows.length)
      const packed = packRowLabels(rows)
      const picked = selectRowLabels(packed, chosen)
      const table = labelTable(packed, 5)
      rows.forEach((labels, row) => {
        expect([...labelsOfRow(packed, row)]).toEqual(labels)
        const held = [0, 1, 2, 3, 4].filter((label) => table[row * 5 + label] === 1)
        expect(held).toEqual(labels.toSorted((a, b) => a - b))
      })
      expect(chosen.map((_, i) => [...labelsOfRow(picked, i)])).toEqual(chosen.map((row) => rows[row]))
    }),
  )
})

test('rows of one label each need no offsets', () => {
  const truth = { labels: Int32Array.of(2, 0, 1), size: 3 }
  expect([...labelsOfRow(truth, 1)]).toEqual([0])
  expect(selectRowLabels(truth, [2, 2, 0])).toEqual({ labels: Int32Array.of(1, 1, 2), size: 3 })
})
