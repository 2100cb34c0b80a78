import { type ModelConfig, type NamedWeights, TextgateError, type WeightTensor } from '@textgate/core'
import { expectedShapes, type GraphSizes } from './expected-shapes.ts'

/** A tensor by its name, known to be there and of the right shape. */
export type WeightLookup = (name: string) => WeightTensor

/**
 * Checks that the weights are exactly those that the configuration calls for.
 *
 * @throws WEIGHTS_INVALID naming the weight that is missing, of another shape, not finite, or of no use to the network
 */
export function checkWeights(config: ModelConfig, weights: NamedWeights, sizes: GraphSizes): WeightLookup {
  const expected = expectedShapes(config, sizes)
  for (const [name, shape] of expected) {
    const weight = weights.get(name)
    if (weight === undefined) throw invalid(name, 'is missing')
    const { shape: actual, data } = weight
    if (actual.length !== shape.length || actual.some((n, axis) => n !== shape[axis])) {
      throw invalid(name, `has shape [${actual.join(', ')}] where the network needs [${shape.join(', ')}]`)
    }
    if (data.length !== shape.reduce((product, n) => product * n, 1)) {
      throw invalid(name, `has ${data.length} values for shape [${shape.join(', ')}]`)
    }
    if (!allFinite(data)) throw invalid(name, 'holds a value that is NaN or infinite')
  }
  // A weight that no operator reads means a network that this exporter does not know.
  for (const name of weights.keys()) {
    if (!expected.has(name)) throw invalid(name, 'has no place in the network of this configuration')
  }
  return (name) => weights.get(name) as WeightTensor
}

function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false
  return true
}

function invalid(name: string, reason: string): TextgateError {
  return new TextgateError(
    'WEIGHTS_INVALID',
    `weight ${name} ${reason}; use the weights that were written with this configuration`,
    { details: { name } },
  )
}
