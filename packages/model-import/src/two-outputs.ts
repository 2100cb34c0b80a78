import type { Head, WeightTensor } from '@textgate/core'

/**
 * A head with two outputs where there is one, a score z whose sigmoid is the probability of the second label: the softmax of
 * the scores 0 and z is the same.
 *
 * @param kernel - float32 [pooled, outputs]
 * @param bias - float32 [outputs]
 */
export function twoOutputs(
  kernel: WeightTensor,
  bias: WeightTensor,
  head: Head,
): { kernel: WeightTensor; bias: WeightTensor } {
  if (kernel.shape[1] !== 1 || head === 'multi') return { kernel, bias }
  const inputs = kernel.shape[0] as number
  return {
    kernel: {
      shape: [inputs, 2],
      data: Float32Array.from({ length: 2 * inputs }, (_, i) =>
        i % 2 === 0 ? 0 : (kernel.data[(i - 1) / 2] as number),
      ),
    },
    bias: { shape: [2], data: Float32Array.of(0, bias.data[0] as number) },
  }
}
