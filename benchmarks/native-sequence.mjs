// One GRU layer, forward and backward, on TensorFlow's own library: textgate's kernels, which need copies of its tensors,
// beside the same layer in TensorFlow.js's operations and beside TensorFlow's GRUBlockCell and GRUBlockCellGrad. These two
// compute the reset-before variant, so they are a yardstick that textgate cannot use. All take turns; the medians count.
import { tfjsKernel, wasmKernel } from '@textgate/gru-model'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { createReport, median, packageVersion, rangeOf } from './lib/report.mjs'
import { differencesOfBlockCell } from './native-sequence/block-cell.mjs'
import { SIZES } from './native-sequence/sizes.mjs'
import { timesOfSubjects } from './native-sequence/times-of-subjects.mjs'
import { kernelsInUse } from './train/kernels-in-use.mjs'

const PEERS = [
  ['operations', 'tfjs operations'],
  ['blockCell', 'GRUBlockCell (reset-before)'],
]

/**
 * @param options.repeats - rounds in which each subject has its turn
 * @param options.cases - names of `SIZES`, or all
 */
export async function bench({ repeats, log, cases = [] }) {
  for (const name of cases) if (!SIZES.some((size) => size.name === name)) throw new Error(`no size ${name}`)
  const versions = {
    '@textgate/gru-model': packageVersion('@textgate/gru-model'),
    node: process.versions.node,
  }
  const report = createReport('native-sequence', versions)
  const native = await prepareBackend({ prefer: 'native' }).catch(({ message }) => message)
  const kernels = await kernelsInUse()
  const missing = typeof native === 'string' ? native : kernels ? undefined : 'no kernels on this machine'
  if (missing !== undefined) {
    report.skip({ case: 'all', subject: 'textgate' }, missing)
    return report.result()
  }
  const { tf } = native
  versions.tensorflow = tf.backend().binding.TF_Version
  const subject = `textgate ${kernels.name}`
  for (const size of SIZES.filter(({ name }) => cases.length === 0 || cases.includes(name))) {
    const subjects = { kernels: wasmKernel(kernels.kernels), operations: tfjsKernel }
    const times = await timesOfSubjects(tf, { ...size, subjects, repeats })
    log(`${size.name}: ${JSON.stringify(times)} ms`)
    for (const [peer, name] of PEERS) {
      report.add({
        case: size.name,
        subject,
        peer: name,
        metric: 'forward + backward',
        unit: 'ms',
        value: median(times.kernels),
        peerValue: median(times[peer]),
        lowerIsBetter: true,
        repeats,
        ratioRange: rangeOf(times.kernels.map((time, round) => times[peer][round] / time)),
      })
    }
  }
  const row = { case: 'equations of GRUBlockCell', metric: 'largest difference of a state', unit: '1' }
  const { resetBefore, resetAfter } = differencesOfBlockCell(tf)
  report.note({ ...row, subject: 'to reset-before', value: resetBefore })
  report.note({ ...row, subject: "to reset-after, textgate's", value: resetAfter })
  return report.result()
}
