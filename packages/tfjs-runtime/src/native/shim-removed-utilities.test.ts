import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { shimRemovedUtilities } from './shim-removed-utilities.ts'

const util = createRequire(import.meta.url)('node:util') as Record<string, (value: unknown) => boolean>

test('puts back what a newer Node removed, and replaces nothing', () => {
  const own = util.isArray
  delete util.isNullOrUndefined
  shimRemovedUtilities()
  expect([undefined, null, 0, ''].map((value) => util.isNullOrUndefined?.(value))).toEqual([
    true,
    true,
    false,
    false,
  ])
  if (own !== undefined) expect(util.isArray).toBe(own)
})
