// Builds the kernels from assembly/ into wasm/; with --check, rebuilds them and fails when they differ from what is there.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = fileURLToPath(new URL('..', import.meta.url))
const BUILDS = {
  'kernels.simd.wasm': [],
  'kernels.relaxed.wasm': ['--enable', 'relaxed-simd'],
}
const FLAGS = [
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--enable', 'threads'],
]

const check = process.argv.includes('--check')
const out = check ? await mkdtemp(join(tmpdir(), 'textgate-kernels-')) : join(root, 'wasm')
try {
  for (const [name, flags] of Object.entries(BUILDS)) {
    const args = [join(root, 'assembly/index.ts'), ...FLAGS, ...flags, '--outFile', join(out, name)]
    const { error, stderr } = await asc.main(args)
    if (error) throw new Error(`${name}: ${error.message}\n${stderr}`)
    const bytes = await readFile(join(out, name))
    if (check && !bytes.equals(await readFile(join(root, 'wasm', name)))) {
      throw new Error(
        `wasm/${name} is not what assembly/ builds; run npm run build:wasm and commit the result`,
      )
    }
    console.log(`${name}: ${bytes.length} bytes${check ? ', as built' : ''}`)
  }
} finally {
  if (check) await rm(out, { recursive: true, force: true })
}
