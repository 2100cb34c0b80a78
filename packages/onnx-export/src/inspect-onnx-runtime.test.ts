import { expect, test } from 'vitest'
import { inspectOnnxRuntime } from './inspect-onnx-runtime.ts'

test('ONNX Runtime is found with its version and multiplies matrices', async () => {
  const report = await inspectOnnxRuntime()
  expect(report).toMatchObject({ available: true, version: expect.stringMatching(/^\d+\.\d+/) })
  expect(report.available && report.gflops).toBeGreaterThan(0)
})
