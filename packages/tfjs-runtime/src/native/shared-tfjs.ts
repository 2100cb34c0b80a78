import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tfjs } from '../tfjs.ts'

/** Where the running process keeps its TensorFlow.js for the cached tfjs-node to find. */
const SYMBOL_NAME = 'textgate.tfjs'

/**
 * Stand-ins that the cached tfjs-node loads instead of packages of its own. Two copies of TensorFlow.js share an engine
 * but not their classes, and bring 150 MB; so the cached one is handed the copy of the process. Of node-pre-gyp only
 * `find` is used, and the answer is known.
 */
const STAND_INS = {
  '@tensorflow/tfjs': `module.exports = globalThis[Symbol.for('${SYMBOL_NAME}')]\n`,
  '@tensorflow/tfjs-core': `module.exports = globalThis[Symbol.for('${SYMBOL_NAME}')]\n`,
  '@mapbox/node-pre-gyp':
    "const { dirname, join } = require('node:path')\n" +
    "exports.find = (manifest) => join(dirname(manifest), 'lib', 'napi-v8', 'tfjs_binding.node')\n",
}

/** Writes the stand-ins into `folder/node_modules`. */
export async function writeStandIns(folder: string): Promise<void> {
  for (const [name, code] of Object.entries(STAND_INS)) {
    const target = join(folder, 'node_modules', name)
    await mkdir(target, { recursive: true })
    await writeFile(join(target, 'package.json'), `${JSON.stringify({ name, main: 'index.js' }, null, 2)}\n`)
    await writeFile(join(target, 'index.js'), code)
  }
}

/** Hands this TensorFlow.js to the cached tfjs-node that is loaded next. */
export function shareTfjs(tf: Tfjs): void {
  Object.assign(globalThis, { [Symbol.for(SYMBOL_NAME)]: tf })
}
