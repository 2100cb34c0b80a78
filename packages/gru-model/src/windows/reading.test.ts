import { padBatch, parseModelConfig, windowCount } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Packing } from '../packing.ts'
import { randomRows, VOCABULARY } from '../testing/random-networks.ts'
import { readingOf } from './reading.ts'
import { textPacking } from './text-packing.ts'

const sizes = { vocabularySize: VOCABULARY, classes: 2 }
const windowSizes = fc
  .record({ windowLength: fc.integer({ min: 1, max: 6 }), overlap: fc.nat(5) })
  .filter(({ windowLength, overlap }) => overlap < windowLength)

function configOf({ windowLength, overlap }: { windowLength: number; overlap: number }) {
  return parseModelConfig({ longText: 'windows', windowLength, windowOverlap: overlap })
}

/** What stands at the positions of each row of a packing, in their order. */
function rowsOf<T>({ size, order, lengths, offsets }: Packing, at: (position: number) => T): T[][] {
  const rows = Array.from({ length: size }, (): T[] => [])
  for (let place = 0; place < size; place++) {
    for (let t = 0; t < lengths[place]!; t++) rows[order[place]!]!.push(at(offsets[t]! + place))
  }
  return rows
}

test('the encoder reads each window of each text as a row of its own', () => {
  fc.assert(
    fc.property(randomRows, windowSizes, (texts, window) => {
      const config = configOf(window)
      const { rows } = readingOf(padBatch(texts), { config, sizes })
      const expected = texts.flatMap((ids) =>
        Array.from({ length: windowCount(ids.length, config) }, (_, k) => {
          const start = k * (window.windowLength - window.overlap)
          return ids.slice(start, start + window.windowLength)
        }),
      )
      expect(rowsOf(rows, (position) => rows.ids[rows.index[position]!]!)).toEqual(expected)
    }),
  )
})

test('the states of a text are those of its windows one after the other, each once', () => {
  fc.assert(
    fc.property(randomRows, windowSizes, (texts, window) => {
      const config = configOf(window)
      const reading = readingOf(padBatch(texts), { config, sizes })
      const { texts: packed, positions } = textPacking(reading, config)
      const windows = rowsOf(reading.rows, (position) => position)
      let first = 0
      const expected = texts.map((ids) => {
        const own = windows.slice(first, first + windowCount(ids.length, config))
        first += own.length
        return own.flat()
      })
      expect(rowsOf(packed, (position) => positions?.[position] ?? position)).toEqual(expected)
    }),
  )
})

test('where one window holds each text, nothing is laid out anew', () => {
  const config = configOf({ windowLength: 6, overlap: 2 })
  const texts = [[1, 2, 3, 4, 5, 6], [], [7]]
  const truncated = readingOf(padBatch(texts), { config: parseModelConfig(), sizes })
  expect(readingOf(padBatch(texts), { config, sizes })).toEqual(truncated)
  expect(textPacking(truncated, config)).toEqual({ texts: truncated.rows, positions: undefined })
})
