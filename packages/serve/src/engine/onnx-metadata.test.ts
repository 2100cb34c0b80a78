import { isTextgateError, ONNX_METADATA } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleBundle } from '../test/sample-bundle.ts'
import { readOnnxMetadata } from './onnx-metadata.ts'

test('the metadata of an exported model is read back', async () => {
  const { onnx, manifest } = await sampleBundle()
  const metadata = readOnnxMetadata(onnx)
  expect(metadata.get(ONNX_METADATA.tokenizerFingerprint)).toBe(manifest.tokenizerFingerprint)
  expect(JSON.parse(metadata.get(ONNX_METADATA.labels) as string)).toEqual(manifest.labels)
})

test('a model that is cut off is refused or loses its last entries, but never hangs or reads past its end', async () => {
  const { onnx } = await sampleBundle()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: onnx.length - 1 }), (length) => {
      expectReadOrRefused(onnx.subarray(0, length))
    }),
  )
})

test('any bytes are read or refused with MODEL_FAILED', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectReadOrRefused))
})

function expectReadOrRefused(bytes: Uint8Array): void {
  try {
    readOnnxMetadata(bytes)
  } catch (error) {
    expect(isTextgateError(error, 'MODEL_FAILED')).toBe(true)
  }
}
