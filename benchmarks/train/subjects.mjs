import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryFolder } from '../lib/report.mjs'
import { kernelsPath } from './kernels-in-use.mjs'

const here = import.meta.dirname
const python = process.env.TEXTGATE_PYTHON ?? join(repositoryFolder, '.cache/venv/bin/python')
const NO_PYTHON = `no ${python}; run node scripts/python-peers.mjs, or set TEXTGATE_PYTHON`
const NO_KERNELS = 'the tfjs operations have one thread'

/**
 * Who takes part in a case, in the order of the tables.
 *
 * team: textgate or a peer's name; `missing` is why it cannot even be tried. `qualify`: of the variants with one number of
 * threads only the fastest runs the rounds. `engine` names the matrix product whose rate is measured beside it.
 */
export function subjectsOf({ kind, extra }, { folder, quick }) {
  const all = [
    textgate('wasm', 2),
    textgate('wasm', 1),
    textgate('cpu', 2),
    textgate('cpu', 1),
    textgate('native'),
    ...['native', 'wasm', 'cpu'].map(tfLayers),
    ...(kind === 'epoch' ? ['padded', 'packed'] : ['padded']).flatMap((layout) =>
      ['dense', 'sparse'].flatMap((table) =>
        [1, 2].map((threads) => torch({ threads, table, layout, kind })),
      ),
    ),
    // Compiling a graph for each length of a batch takes longer than the epoch.
    ...(kind === 'epoch' ? ['plain'] : ['plain', 'xla']).map(keras),
  ]
  const inExtra = ({ team, label }) => team === 'PyTorch' || label.startsWith('textgate wasm')
  return all
    .filter((subject) => !extra || inExtra(subject))
    .filter(({ label, team }) => !quick || !SLOW.test(`${team} ${label}`))
    .map((subject) => ({ ...subject, args: subject.args.map((arg) => (arg === FOLDER ? folder : arg)) }))
}

/** What a quick run leaves out. */
const SLOW = / cpu|SparseAdam|packed|Keras/

const FOLDER = Symbol('the workload')
const node = (file, ...args) => ({ command: process.execPath, args: [join(here, file), FOLDER, ...args] })

function textgate(backend, threads) {
  const kernels = kernelsPath() !== undefined
  const label = `textgate ${backend}${threads && kernels ? `, ${threads === 1 ? '1 thread' : `${threads} threads`}` : ''}`
  return {
    team: 'textgate',
    label,
    engine: kernels && threads ? `textgate kernels, ${threads} thr.` : `tfjs ${backend} matMul`,
    threads,
    // Without kernels of its own there is nothing for a second thread to do.
    ...(threads === 2 && !kernels ? { missing: NO_KERNELS, label: `${label}, 2 threads` } : {}),
    ...node('textgate-process.mjs', backend),
    env: threads ? { TEXTGATE_THREADS: String(threads) } : {},
  }
}

function tfLayers(backend) {
  return {
    team: `tf.layers ${backend}`,
    label: `tf.layers ${backend}`,
    engine: `tfjs ${backend} matMul`,
    ...node('tf-layers-process.mjs', backend),
  }
}

function torch({ threads, table, layout, kind }) {
  const optimiser = table === 'dense' ? 'AdamW' : 'SparseAdam'
  return {
    team: 'PyTorch',
    qualify: true,
    label: `PyTorch, ${threads} thr., ${optimiser}${kind === 'epoch' ? `, ${layout}` : ''}`,
    engine: `torch.mm, ${threads} thr.`,
    threads,
    ...(existsSync(python) ? {} : { missing: NO_PYTHON }),
    command: python,
    args: [join(here, 'torch_process.py'), FOLDER, String(threads), table, layout],
    env: { OMP_NUM_THREADS: String(threads) },
  }
}

function keras(compiler) {
  return {
    team: 'Keras',
    label: `Keras, 2 thr.${compiler === 'xla' ? ', XLA' : ''}`,
    engine: 'TensorFlow matmul, 2 thr.',
    threads: 2,
    ...(existsSync(python) ? {} : { missing: NO_PYTHON }),
    command: python,
    args: [join(here, 'keras_process.py'), FOLDER, '2', compiler],
  }
}
