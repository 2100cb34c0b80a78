import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UnitTable } from './unit-table.ts'

it('is a map from strings to numbers in order of insertion', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 4 })),
      fc.string({ unit: 'binary' }),
      (texts, other) => {
        const table = new UnitTable()
        const numbers = new Map<string, number>()
        for (const text of texts) {
          if (!numbers.has(text)) numbers.set(text, numbers.size)
          expect(table.addString(text)).toBe(numbers.get(text))
        }
        for (const text of [...texts, other]) {
          const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
          expect(table.find(units, 0, units.length)).toBe(numbers.get(text) ?? -1)
        }
        expect(table.size).toBe(numbers.size)
      },
    ),
  )
})

it('finds each of fifty thousand entries again after growing', () => {
  const table = new UnitTable()
  for (let i = 0; i < 50_000; i++) table.addString(`entry ${i * 7919}`)
  for (let i = 0; i < 50_000; i++) {
    if (table.addString(`entry ${i * 7919}`) !== i || table.stringOf(i) !== `entry ${i * 7919}`)
      expect.fail(String(i))
  }
})
