import * as tf from '@tensorflow/tfjs'

/**
 * The real steps of each row of a layer's input, checked against its shape.
 *
 * @param layer - named in complaints
 * @param shape - of the input, [batch, length, inputs]
 * @returns int32, shape [batch]
 * @throws RangeError when there is no row or step, or a length is missing, too many or out of range
 */
export function realLengths(
  layer: string,
  [batch, length, inputs]: readonly [number, number, number],
  lengths: ArrayLike<number> | tf.Tensor1D,
): Int32Array {
  const real = Int32Array.from(lengths instanceof tf.Tensor ? lengths.dataSync() : lengths)
  if (batch < 1 || length < 1) {
    throw new RangeError(`${layer}: x [${batch},${length},${inputs}] needs a row and a step`)
  }
  if (real.length !== batch) {
    throw new RangeError(`${layer}: ${real.length} lengths for a batch of ${batch} rows`)
  }
  for (const steps of real) {
    if (steps < 0 || steps > length)
      throw new RangeError(`${layer}: length ${steps} is not in 0 to ${length}`)
  }
  return real
}
