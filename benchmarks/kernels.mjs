// What of the matrix product's rate one GRU layer reaches, forward and backward, activations and packing included: the
// product of 768 × 768 × 768 and the layer take turns in one process, and the median of the shares counts.
import {
  createKernels,
  matmul,
  matrixAt,
  PackedRows,
  recurrentBackward,
  recurrentForward,
} from '@textgate/kernels'
import { createReport, median, packageVersion } from './lib/report.mjs'

const N = 768
const LAYERS = [
  { name: '64×48×128×128', batch: 64, length: 48, inputs: 128, hidden: 128, directions: 1 },
  { name: '32×256×200×128, bidirectional', batch: 32, length: 256, inputs: 200, hidden: 128, directions: 2 },
  { name: '16×400×300×256', batch: 16, length: 400, inputs: 300, hidden: 256, directions: 1 },
]

/** @param options.repeats - rounds; five times as many are run, since a round is short */
export async function bench({ repeats, log }) {
  const report = createReport('kernels', {
    '@textgate/kernels': packageVersion('@textgate/kernels'),
    node: process.versions.node,
  })
  for (const threads of [1, 2]) {
    const kernels = createKernels({ threads })
    if (kernels === undefined) {
      report.skip({ case: 'all', subject: 'GRU layer' }, 'no WebAssembly SIMD or shared memory')
      break
    }
    while (kernels.threadsReady < threads) await new Promise((resolve) => setTimeout(resolve, 10))
    const product = squareProduct(kernels)
    for (const layer of LAYERS) {
      const step = gruLayer(kernels, layer)
      step()
      const rounds = Array.from({ length: 5 * repeats }, () => {
        const before = product()
        const rate = step()
        return { rate, peak: (before + product()) / 2 }
      })
      const peak = median(rounds.map((round) => round.peak))
      log(`${layer.name}, ${threads} threads: product ${peak.toFixed(1)} GFLOP/s`)
      report.add({
        case: `${layer.name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${kernels.build} build`,
        subject: 'GRU layer, forward and backward',
        peer: 'own product 768×768×768',
        metric: 'rate of the matrix products',
        unit: 'GFLOP/s',
        value: median(rounds.map((round) => round.rate)),
        peerValue: peak,
        shareOfRounds: Number(median(rounds.map((round) => round.rate / round.peak)).toPrecision(3)),
        repeats: rounds.length,
      })
    }
    kernels.dispose()
  }
  return report.result()
}

/** Runs the product once. @returns GFLOP/s */
function squareProduct(kernels) {
  const [a, b, c] = [1, 2, 3].map((seed) => matrixAt(waves(kernels, N * N, seed), N))
  return () => {
    const start = performance.now()
    matmul(kernels, [{ a, b, c, rows: N, columns: N, inner: N }])
    return (2 * N ** 3) / (performance.now() - start) / 1e6
  }
}

/** Runs the layer once, forward and backward. @returns GFLOP/s of its products, counted as multiplications and additions */
function gruLayer(kernels, { batch, length, inputs, hidden, directions }) {
  const positions = batch * length
  const width = hidden * directions
  const weights = () => ({
    kernel: waves(kernels, inputs * 3 * hidden, 4),
    recurrent: waves(kernels, hidden * 3 * hidden, 5),
    bias: waves(kernels, 3 * hidden, 6),
    recurrentBias: waves(kernels, 3 * hidden, 7),
  })
  const states = waves(kernels, positions * width, 8)
  const dStates = waves(kernels, positions * width, 9)
  const layer = {
    cell: 'gru',
    hidden,
    packed: new PackedRows(kernels.memory, new Int32Array(length).fill(batch), batch),
    input: { x: matrixAt(waves(kernels, positions * inputs, 10), inputs), rows: positions, inputs },
    directions: Array.from({ length: directions }, (_, d) => ({
      weights: weights(),
      reverse: d === 1,
      states: matrixAt(states, width, d * hidden),
    })),
  }
  const gradients = {
    directions: layer.directions.map((_, d) => ({
      states: matrixAt(dStates, width, d * hidden),
      weights: weights(),
    })),
    x: matrixAt(waves(kernels, positions * inputs, 11), inputs),
  }
  const operations = 3 * 2 * positions * 3 * hidden * (hidden + inputs) * directions
  return () => {
    const start = performance.now()
    recurrentBackward(kernels, recurrentForward(kernels, layer, true), gradients)
    return operations / (performance.now() - start) / 1e6
  }
}

function waves(kernels, size, seed) {
  const block = kernels.memory.floats(size)
  for (let i = 0; i < size; i++) block.floats[i] = Math.sin(1.3 * i + seed) / 10
  return block
}
