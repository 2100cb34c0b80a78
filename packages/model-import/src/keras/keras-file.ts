import type { WeightTensor } from '@textgate/core'
import { unzipSync } from 'fflate'
import { importRefused } from '../import-refused.ts'
import { isHdf5, readHdf5 } from './read-hdf5.ts'

/** A saved model of Keras 3. */
export interface KerasFile {
  /** By their paths in the HDF5 file. */
  readonly tensors: ReadonlyMap<string, WeightTensor>
  /** `config.json`; absent where the file holds weights alone. */
  readonly config?: unknown
}

const CONFIG = 'config.json'
const WEIGHTS = 'model.weights.h5'

/**
 * Opens a `.keras` archive or a `.weights.h5` file, by what it begins with.
 *
 * @throws IMPORT_UNSUPPORTED for any other file
 */
export async function openKerasFile(bytes: Uint8Array): Promise<KerasFile> {
  if (isHdf5(bytes)) return { tensors: await readHdf5(bytes) }
  const { [CONFIG]: config, [WEIGHTS]: weights } = unzipped(bytes)
  if (config === undefined || weights === undefined) {
    throw importRefused(
      `the archive lacks ${CONFIG} or ${WEIGHTS}; save it with model.save('model.keras')`,
      {},
    )
  }
  return { tensors: await readHdf5(weights), config: JSON.parse(new TextDecoder().decode(config)) }
}

function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: ({ name }) => name === CONFIG || name === WEIGHTS })
  } catch {
    throw importRefused(
      'the file is neither a .keras archive nor a .weights.h5 file; save it with Keras 3 by model.save or model.save_weights',
      {},
    )
  }
}
