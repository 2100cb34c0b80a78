import { TextgateError } from '@textgate/core'

/**
 * The seeds of a list with commas, in its order.
 *
 * @throws USAGE for one that is no whole number of 0 or more, or is there twice
 */
export function parseSeeds(list: string): number[] {
  const words = list.split(',').map((word) => word.trim())
  const wrong = words.find((word) => !/^\d+$/.test(word) || !Number.isSafeInteger(Number(word)))
  if (wrong !== undefined) {
    throw usage(`--seeds has ${JSON.stringify(wrong)}; name whole numbers, with commas, e.g. 1,2,3`, list)
  }
  const seeds = words.map(Number)
  const again = seeds.find((seed, i) => seeds.indexOf(seed) < i)
  if (again !== undefined) throw usage(`--seeds names ${again} twice; name each once`, list)
  return seeds
}

function usage(message: string, seeds: string): TextgateError {
  return new TextgateError('USAGE', message, { details: { seeds } })
}
