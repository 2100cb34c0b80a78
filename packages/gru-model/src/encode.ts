import type * as tf from '@tensorflow/tfjs'
import { encodeNothing } from './encode-nothing.ts'
import { encodeWithStates } from './encode-with-states.ts'
import type { EncoderInput, EncodingKernel } from './kernels/encoder.ts'
import type { SequenceKernel } from './kernels/sequence-kernel.ts'

/** Pooled states of a batch by the kernel's own encoder or, where it has none, around its sequences; see `EncodingKernel`. */
export function encode(kernel: SequenceKernel | EncodingKernel, input: EncoderInput): tf.Tensor2D {
  if (input.batch.tokens === 0) return encodeNothing(input)
  return 'encode' in kernel ? kernel.encode(input) : encodeWithStates(kernel, input)
}
