import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ComputeConv, convLayer } from './conv-layer.ts'
import { tfjsConv } from './kernels/tfjs-conv.ts'
import { convOnKernels } from './kernels/wasm/conv-on-kernels.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { expectClose } from './testing/expect-close.ts'
import { KERNEL_SETS } from './testing/kernel-sets.ts'

const sizes = fc.record({
  lengths: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 5 }),
  spare: fc.integer({ min: 0, max: 2 }),
  width: fc.integer({ min: 1, max: 6 }),
  inputs: fc.integer({ min: 1, max: 9 }),
  filters: fc.integer({ min: 1, max: 9 }),
  seed: fc.integer(),
})
type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never

const ways: [string, ComputeConv][] = [
  ['tfjs operations', tfjsConv],
  ...KERNEL_SETS.map(({ name, kernels }): [string, ComputeConv] => [
    name,
    (input) => convOnKernels(kernels(), input),
  ]),
]

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  describe.each(ways)('with %s', (_, compute) => {
    test('values and gradients equal the sums, whatever stands beyond a row’s end', () => {
      fc.assert(
        fc.property(sizes, (size) => {
          const { x, kernel, bias, dy } = random(size)
          const expected = plainConv(size, { x, kernel, bias, dy })
          tf.tidy(() => {
            const tensors = tensorsOf(size, { x, kernel, bias })
            const run = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor3D =>
              convLayer(
                a as tf.Tensor3D,
                size.lengths,
                { kernel: b as tf.Tensor3D, bias: c as tf.Tensor1D },
                compute,
              )
            const y = run(...tensors)
            expectClose(y.dataSync(), expected.y, 1e-5)
            const [dx, dKernel, dBias] = tf.grads(run)([...tensors], tf.tensor3d(dy, y.shape)) as [
              tf.Tensor,
              tf.Tensor,
              tf.Tensor,
            ]
            expectClose(dx.dataSync(), expected.dx, 1e-5)
            expectClose(dKernel.dataSync(), expected.dKernel, 1e-5)
            expectClose(dBias.dataSync(), expected.dBias, 1e-5)
          })
        }),
        { seed: 1, numRuns: 30 },
      )
    })
  })

  test.each([
    ['too few lengths', [2], [3, 2, 4], 4],
    ['a length above the steps', [2, 9], [3, 2, 4], 4],
    ['a kernel of other inputs', [2, 3], [3, 3, 4], 4],
    ['a bias of another size', [2, 3], [3, 2, 4], 5],
  ] as const)('%s is refused', (_, lengths, kernelShape, filters) => {
    const weights = {
      kernel: tf.zeros<tf.Rank.R3>([...kernelShape]),
      bias: tf.zeros<tf.Rank.R1>([filters]),
    }
    expect(() => convLayer(tf.zeros([2, 5, 2]), lengths, weights)).toThrow(RangeError)
  })
})

interface Values {
  readonly x: Float32Array
  readonly kernel: Float32Array
  readonly bias: Float32Array
  readonly dy: Float32Array
}

const lengthOf = ({ lengths, spare }: Sizes) => Math.max(1, ...lengths) + spare

function random(size: Sizes): Values {
  const { lengths, width, inputs, filters, seed } = size
  const generator = randomGenerator(`conv ${seed}`)
  const values = (count: number) => Float32Array.from({ length: count }, () => generator.normal())
  const steps = lengths.length * lengthOf(size)
  return {
    x: values(steps * inputs),
    kernel: values(width * inputs * filters),
    bias: values(filters),
    dy: values(steps * filters),
  }
}

function tensorsOf(size: Sizes, { x, kernel, bias }: Pick<Values, 'x' | 'kernel' | 'bias'>) {
  const { lengths, width, inputs, filters } = size
  return [
    tf.tensor3d(x, [lengths.length, lengthOf(size), inputs]),
    tf.tensor3d(kernel, [width, inputs, filters]),
    tf.tensor1d(bias),
  ] as const
}

/** The sums in plain loops and double precision. */
function plainConv(size: Sizes, { x, kernel, bias, dy }: Values) {
  const { lengths, width, inputs, filters } = size
  const length = lengthOf(size)
  const before = Math.floor((width - 1) / 2)
  const y = new Float64Array(dy.length)
  const dx = new Float64Array(x.length)
  const dKernel = new Float64Array(kernel.length)
  const dBias = new Float64Array(bias.length)
  lengths.forEach((steps, row) => {
    for (let t = 0; t < steps; t++) {
      for (let f = 0; f < filters; f++) {
        const at = (row * length + t) * filters + f
        y[at] = y[at]! + bias[f]!
        dBias[f] = dBias[f]! + dy[at]!
        for (let j = 0; j < width; j++) {
          const source = t + j - before
          if (source < 0 || source >= steps) continue
          for (let i = 0; i < inputs; i++) {
            const from = (row * length + source) * inputs + i
            const weight = (j * inputs + i) * filters + f
            y[at] = y[at]! + x[from]! * kernel[weight]!
            dx[from] = dx[from]! + dy[at]! * kernel[weight]!
            dKernel[weight] = dKernel[weight]! + dy[at]! * x[from]!
          }
        }
      }
    }
  })
  return { y: [...y], dx: [...dx], dKernel: [...dKernel], dBias: [...dBias] }
}
