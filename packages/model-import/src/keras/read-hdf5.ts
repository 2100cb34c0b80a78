import { isTextgateError, type WeightTensor } from '@textgate/core'
import type { Dataset } from 'h5wasm'
import { importRefused } from '../import-refused.ts'

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** In the memory of the library, where one file is at a time. */
const NAME = 'weights.h5'

/** Whether bytes begin as an HDF5 file does. */
export function isHdf5(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte)
}

/**
 * All numbers of an HDF5 file as float32, by their paths.
 *
 * @throws IMPORT_UNSUPPORTED where the bytes are no HDF5 file, or a data set holds something else than floats
 */
export async function readHdf5(bytes: Uint8Array): Promise<Map<string, WeightTensor>> {
  // Loaded on use: it is a library in WebAssembly, which a file of torch does not need.
  const hdf5 = await import('h5wasm')
  const library = await hdf5.ready
  library.activate_throwing_error_handler() // otherwise it writes its errors to the console
  const { Dataset, File } = hdf5
  const files = hdf5.FS as NonNullable<typeof hdf5.FS> // null until it is ready
  files.writeFile(NAME, bytes)
  try {
    const file = new File(NAME, 'r')
    const tensors = new Map<string, WeightTensor>()
    for (const path of file.paths()) {
      const found = file.get(path)
      const tensor = found instanceof Dataset ? tensorOf(path, found) : undefined
      if (tensor) tensors.set(path, tensor)
    }
    file.close()
    return tensors
  } catch (cause) {
    if (isTextgateError(cause)) throw cause
    throw importRefused('its HDF5 file is damaged or cut off; copy it again', { reason: String(cause) })
  } finally {
    files.unlink(NAME)
  }
}

function tensorOf(path: string, { value, shape, dtype }: Dataset): WeightTensor | undefined {
  // Random layers keep the state of their generators beside the weights.
  if (value instanceof Uint32Array || value instanceof BigInt64Array || value instanceof Int32Array) {
    return undefined
  }
  if (!(value instanceof Float32Array || value instanceof Float64Array) || shape === null) {
    throw importRefused(
      `${path} of its weights is of ${String(dtype)}, not of float32; save the model with that`,
      { path },
    )
  }
  return { shape, data: Float32Array.from(value) }
}
