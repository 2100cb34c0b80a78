/**
 * Floating-point operations of the GRU's matrix products in one pass over all batches, forward and backward: the gradients
 * of inputs and of weights cost as much as the forward product each. Padding counts for nothing.
 *
 * @param standing.first.compute - textgate's kernels multiply the first layer's input weights by each distinct token of a
 * batch once; everyone else by every token
 */
export function gemmFlops({ model, tokens, distinctTokens }, { first }) {
  const { embeddingSize, hiddenSize, layers, bidirectional } = model
  const directions = bidirectional ? 2 : 1
  const distinct = first?.compute?.startsWith('kernels') === true
  let products = 0
  for (let layer = 0; layer < layers; layer++) {
    const inputs = layer === 0 ? embeddingSize : hiddenSize * directions
    const inputTokens = layer === 0 && distinct ? distinctTokens : tokens
    products += directions * 3 * hiddenSize * (inputTokens * inputs + tokens * hiddenSize)
  }
  return 3 * 2 * products
}
