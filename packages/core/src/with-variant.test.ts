import { expect, test } from 'vitest'
import type { ServableBundle } from './bundle.ts'
import { exampleBundle } from './testing/example-bundle.ts'
import { withVariant } from './with-variant.ts'

const certificate = {
  ...{ texts: {}, inputsSha256: '0'.repeat(64), largestDifference: 0, tolerance: 1e-5 },
  ...{ labelChanges: 0, opset: 17, versions: {} },
}
const small = { onnx: Uint8Array.of(2), certificate: { ...certificate, opset: 21 } }
const bundle: ServableBundle = {
  ...{ ...exampleBundle(), onnx: Uint8Array.of(1), certificate },
  variants: { int8: small, text: small },
}

test('a variant takes the place of the exported model, with its certificate', () => {
  expect(withVariant(bundle, 'int8')).toEqual({ ...bundle, ...small })
  expect(withVariant(bundle, undefined)).toBe(bundle)
})

test.each(['int4', 'toString'])('a bundle without %s says which variants it has', (variant) => {
  expect(() => withVariant(bundle, variant)).toThrow(/VARIANT_NOT_FOUND: .* no variant .* has int8, text/)
  const { variants: _, ...plain } = bundle
  expect(() => withVariant(plain, variant)).toThrow(/it has none/)
})
