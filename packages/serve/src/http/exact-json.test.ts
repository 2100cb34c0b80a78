import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExactJson } from './exact-json.ts'
import { checkJsonDepth, MAX_JSON_DEPTH } from './json-depth.ts'

describe('exact JSON', () => {
  test('is what JSON.parse gives where no integer is large', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.nat(3), (value, spaces) => {
        const text = JSON.stringify(value, undefined, spaces)
        const expected = JSON.parse(text, (_key, part) =>
          typeof part === 'object' && part !== null && !Array.isArray(part)
            ? Object.assign(Object.create(null), part)
            : part,
        )
        // Large integers are the other test's.
        fc.pre(!/\d{16}/.test(text))
        expect(parseExactJson(text)).toEqual(expected)
      }),
    )
  })

  test('keeps each digit of a large integer', () => {
    fc.assert(
      fc.property(fc.bigInt(), (integer) => {
        const [value] = parseExactJson(`[${integer}]`) as [number | bigint]
        expect(BigInt(value)).toBe(integer)
      }),
    )
  })

  test('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\01e-.tru nl') }), (text) => {
        const refuses = (parse: (text: string) => unknown) => {
          try {
            parse(text)
            return false
          } catch {
            return true
          }
        }
        expect(refuses(parseExactJson)).toBe(refuses(JSON.parse))
      }),
      { numRuns: 5_000 },
    )
  })

  test('has __proto__ as a member like any other', () => {
    const parsed = parseExactJson('{"__proto__": {"polluted": true}}') as Record<string, unknown>
    expect(Object.keys(parsed)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('the depth of JSON', () => {
  const deep = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))

  test('has a limit', () => {
    expect(() => checkJsonDepth(deep(MAX_JSON_DEPTH))).not.toThrow()
    expect(() => checkJsonDepth(deep(MAX_JSON_DEPTH + 1))).toThrow(/deep/)
  })

  test('is not that of brackets in texts', () => {
    expect(() =>
      checkJsonDepth(Buffer.from(JSON.stringify(['['.repeat(99), '\\"['.repeat(99)]))),
    ).not.toThrow()
  })
})
