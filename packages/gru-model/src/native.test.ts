import * as tf from '@tensorflow/tfjs'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { describe, test } from 'vitest'
import { defaultKernel } from './kernels/default-kernel.ts'
import { tfjsKernel } from './kernels/tfjs-kernel.ts'
import { wasmKernel } from './kernels/wasm/wasm-kernel.ts'
import { encoderLaws } from './testing/encoder-laws.ts'
import { encodingKernelLaws } from './testing/encoding-kernel-laws.ts'
import { encodersOn, KERNEL_SETS } from './testing/kernel-sets.ts'
import { ENCODERS } from './testing/random-networks.ts'
import { sequenceKernelLaws } from './testing/sequence-kernel-laws.ts'

const missing = await prepareBackend({ prefer: 'native' }).then(
  () => undefined,
  (error: Error) => error.message,
)
if (missing) console.log(`the native backend is not tested: ${missing}`)

describe.skipIf(missing)('on TensorFlow', () => {
  test('the backend is the native one', ({ expect }) => expect(tf.getBackend()).toBe('tensorflow'))

  test('wide layers are computed by its own operations, all others by kernels', ({ expect }) => {
    expect(defaultKernel(1024)).toBe(tfjsKernel)
    expect(defaultKernel(128).name).toMatch(/^wasm/)
  })

  describe.each(['gru', 'lstm', 'rnn'] as const)('plain operations, %s', (cell) => {
    sequenceKernelLaws(tfjsKernel, cell)
  })

  describe.each(ENCODERS)('plain operations, encoder %s', (encoder) => encoderLaws(encoder, tfjsKernel))

  describe.each(KERNEL_SETS)('with kernels ($name)', ({ name, kernels: make }) => {
    const kernels = make()
    const kernel = wasmKernel(kernels)
    sequenceKernelLaws(kernel)
    describe.each(encodersOn(name))('encoder %s', (encoder) => encodingKernelLaws(encoder, kernel, kernels))
  })
})
