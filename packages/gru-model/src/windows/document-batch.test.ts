import { padBatch, parseModelConfig, windowCount } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomRows, VOCABULARY } from '../testing/random-networks.ts'
import { documentBatch } from './document-batch.ts'
import { readingOf } from './reading.ts'

const config = parseModelConfig({ longText: 'hierarchical', windowLength: 3, windowOverlap: 1 })
const sizes = { vocabularySize: VOCABULARY, classes: 2 }

test('a text is the sequence of its windows in their order, and an empty one has none', () => {
  fc.assert(
    fc.property(randomRows, (texts) => {
      const { size, order, lengths, offsets, index } = documentBatch(
        readingOf(padBatch(texts), { config, sizes }),
      )
      let first = 0
      const expected = texts.map(({ length }) => {
        const count = windowCount(length, config)
        first += count
        return length === 0 ? [] : Array.from({ length: count }, (_, k) => first - count + k)
      })
      const found = Array.from({ length: size }, (): number[] => [])
      order.forEach((text, place) => {
        for (let k = 0; k < lengths[place]!; k++) found[text]!.push(index[offsets[k]! + place]!)
      })
      expect(found).toEqual(expected)
    }),
  )
})

test('each window knows its position, and an empty one has none', () => {
  fc.assert(
    fc.property(randomRows, (texts) => {
      const { ids, index, starts, positions } = documentBatch(readingOf(padBatch(texts), { config, sizes }))
      expect(ids).toEqual(Int32Array.from(ids.keys()))
      const positionsOf = Array.from(ids, (window) => [
        ...positions.slice(starts[window], starts[window + 1]),
      ])
      expect(positionsOf).toEqual(
        Array.from(ids, (window) => [...index.keys()].filter((position) => index[position] === window)),
      )
    }),
  )
})
