import { expect, test } from 'vitest'
import { layersOf } from './layers.ts'

const tensor = (name: string, type: string, elements: number, bytes: number) => ({
  ...{ name, type, shape: [elements], elements, bytes },
})

test('tensors of one layer stand together, the largest layer first, and constants apart from weights', () => {
  expect(
    layersOf([
      tensor('head.bias', 'float', 3, 12),
      tensor('gru.0.kernel', 'int8', 100, 100),
      tensor('head.kernel', 'float', 30, 120),
      tensor('gru.0.scale', 'float', 10, 40),
      tensor('onnx::MatMul_7', 'float16', 50, 100),
      tensor('axes', 'int64', 2, 16),
      tensor('half', 'float', 1, 4),
    ]),
  ).toEqual([
    { name: 'gru.0', tensors: 2, parameters: 110, bytes: 140 },
    { name: 'head', tensors: 2, parameters: 33, bytes: 132 },
    { name: 'onnx::MatMul_7', tensors: 1, parameters: 50, bytes: 100 },
    { name: 'constants', tensors: 2, parameters: 0, bytes: 20 },
  ])
})
