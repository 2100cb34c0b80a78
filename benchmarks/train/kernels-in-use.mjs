import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bestRate } from './subject-process.mjs'

/** Where the kernels that gru-model computes with are, or undefined where it has none of its own. */
export function kernelsPath() {
  const manifest = fileURLToPath(import.meta.resolve('@textgate/gru-model/package.json'))
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
  if (dependencies['@textgate/kernels'] === undefined) return undefined
  const path = createRequire(manifest).resolve('@textgate/kernels')
  return existsSync(path) ? path : undefined
}

/**
 * The kernels that this process shares with the model; undefined where the model computes without them.
 *
 * @returns `name`, build and threads; `kernels` themselves; and `sgemm(n)`, GFLOP/s of their matrix product
 */
export async function kernelsInUse() {
  const path = kernelsPath()
  if (path === undefined) return undefined
  const exports = await import(pathToFileURL(path).href)
  const kernels = exports.sharedKernels()
  if (kernels === undefined) return undefined
  const name = `kernels, ${kernels.build} build, ${kernels.threads} ${kernels.threads === 1 ? 'thread' : 'threads'}`
  return { name, kernels, sgemm: (n) => rateOf(exports, kernels, n) }
}

function rateOf({ matmul, matrixAt }, kernels, n) {
  const blocks = Array.from({ length: 3 }, () => kernels.memory.floats(n * n))
  for (const block of blocks) block.floats.fill(0.5)
  const [a, b, c] = blocks.map((block) => matrixAt(block, n))
  const rate = bestRate(n, () => matmul(kernels, [{ a, b, c, rows: n, columns: n, inner: n }]))
  for (const block of blocks) block.free()
  return rate
}
