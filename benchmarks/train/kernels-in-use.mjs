import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where the kernels that gru-model computes with are, or undefined where it has none of its own. */
export function kernelsPath() {
  try {
    return createRequire(fileURLToPath(import.meta.resolve('@textgate/gru-model'))).resolve(
      '@textgate/kernels',
    )
  } catch {
    return undefined
  }
}

/**
 * The kernels that this process shares with the model.
 *
 * @returns what they are and `sgemm(n)`, GFLOP/s of their matrix product; undefined where the model computes without them
 */
export async function kernelsInUse() {
  const path = kernelsPath()
  if (path === undefined) return undefined
  const { sharedKernels } = await import(pathToFileURL(path).href)
  const kernels = sharedKernels?.()
  if (kernels === undefined) return undefined
  return { name: `kernels, ${kernels.build}, ${kernels.threads} threads`, sgemm: () => undefined }
}
