import { TextgateError } from '@textgate/core'

/** What wrote a model file. */
export type ImportSource = 'onnx' | 'torch' | 'keras'

const BY_ENDING: readonly (readonly [ending: RegExp, source: ImportSource])[] = [
  [/\.onnx$/i, 'onnx'],
  [/\.safetensors$/i, 'torch'],
  [/\.(keras|h5|hdf5)$/i, 'keras'],
]

/** What wrote a file, by its ending. @throws USAGE for another ending */
export function importSource(file: string): ImportSource {
  const found = BY_ENDING.find(([ending]) => ending.test(file))
  if (found) return found[1]
  throw new TextgateError(
    'USAGE',
    `what wrote ${file} does not follow from its name; say --from onnx, torch or keras`,
    { details: { file } },
  )
}
