import { invalidRequest } from '../invalid-request.ts'
import { nameOf, shown } from '../name-of.ts'

/** Dimensions of a tensor at most; what a nested list can hold, too. */
export const MAX_RANK = 16

/**
 * Checks the shape of a request's tensor.
 *
 * @param what - how messages name the tensor, e.g. `input text`
 * @throws REQUEST_INVALID when it is no list of integers of at least 0, has too many, or their product is not exact
 */
export function parseShape(what: string, shape: unknown): readonly number[] {
  if (!Array.isArray(shape)) {
    throw invalidRequest(
      `the shape of ${what} must be a list of integers of at least 0, not ${nameOf(shape)}`,
    )
  }
  if (shape.length > MAX_RANK) {
    throw invalidRequest(`the shape of ${what} has ${shape.length} dimensions; give ${MAX_RANK} at most`)
  }
  const wrong = shape.find((size) => !Number.isSafeInteger(size) || size < 0)
  if (wrong !== undefined || shape.includes(undefined)) {
    throw invalidRequest(`the shape of ${what} must be a list of integers of at least 0, not ${shown(shape)}`)
  }
  if (!Number.isSafeInteger(elementCount(shape))) {
    throw invalidRequest(`the shape ${shown(shape)} of ${what} has more elements than can be counted`)
  }
  return shape
}

/** Elements of a tensor of this shape; 1 for a scalar, whose shape is []. */
export function elementCount(shape: readonly number[]): number {
  // 0 times infinity is no number: a size of 0 decides alone.
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1)
}
