// How small and fast the forms of an exported model are: file and milliseconds a run of each, at several batches, on one thread
// and on two, beside float32, PyTorch and the bare GRU operator. All take turns in every round, so that what else the machine
// does hits all alike. A bundle of one's own is measured with TEXTGATE_BUNDLE=FOLDER, its variant `text` too.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readServableBundle } from '@textgate/core/node'
import { readTexts } from '@textgate/trainer/data'
import { CASES, QUICK_SIZES, SIZES } from './export/cases.mjs'
import { makeBundle } from './export/make-bundle.mjs'
import { bareOperator, onnxSubjects } from './export/onnx-subjects.mjs'
import { torchSubject } from './export/torch-subject.mjs'
import { createReport, machine, median, packageVersion, rangeOf } from './lib/report.mjs'

const BATCHES = [1, 8, 32, 64]
const THREADS = [1, 2]
/** Of one subject in one round. */
const TURN_SECONDS = 0.5
const QUICK_TURN_SECONDS = 0.1

/** @param options.repeats - rounds @param options.cases - ids of `export/cases.mjs` */
export async function bench({ repeats, log, cases = [], quick = false }) {
  const versions = {
    ...{ '@textgate/onnx-export': packageVersion('@textgate/onnx-export'), node: process.versions.node },
    'onnxruntime-node': packageVersion('onnxruntime-node'),
  }
  const report = createReport('export', versions)
  const seconds = quick ? QUICK_TURN_SECONDS : TURN_SECONDS
  const options = { repeats, log, seconds, batches: quick ? [1, 32] : BATCHES }
  if (process.env.TEXTGATE_BUNDLE !== undefined) {
    await measureBundle(report, process.env.TEXTGATE_BUNDLE, options)
    return report.result()
  }
  const sizes = quick ? QUICK_SIZES : SIZES
  for (const one of CASES.filter(({ id }) => cases.length === 0 || cases.includes(id))) {
    const folder = mkdtempSync(join(tmpdir(), 'textgate-export-'))
    try {
      const { model, texts } = await makeBundle(one, sizes, folder, log)
      const torch = await torchSubject({ ...sizes, ...one })
      if (torch.version !== undefined) versions.torch = torch.version
      const peers = {
        PyTorch: torch,
        ...(one.pooling === 'last' ? { 'bare GRU operator': bareOperator(sizes) } : {}),
      }
      await measure(report, one.id, onnxSubjects(model, texts), peers, options)
      torch.end?.()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return report.result()
}

/** The forms of a trained bundle on the first texts of its own data. */
async function measureBundle(report, folder, options) {
  const { manifest } = await readServableBundle(folder)
  const { config, training } = manifest
  const file = Object.values(training.data).find((part) => part.file !== undefined)?.file
  const texts = []
  for await (const text of readTexts(join(folder, file), { textColumn: config.data.textColumn })) {
    texts.push(text)
    if (texts.length === Math.max(...BATCHES)) break
  }
  await measure(report, 'bundle', onnxSubjects(folder, texts), {}, options)
}

async function measure(report, id, files, peers, { repeats, log, seconds, batches }) {
  for (const [name, { bytes }] of Object.entries(files)) {
    if (name === 'float32') continue
    report.add({
      ...{ case: id, subject: name, peer: 'float32', metric: 'file', unit: 'MB', lowerIsBetter: true },
      ...{ value: bytes / 1e6, peerValue: files.float32.bytes / 1e6, repeats: 1 },
    })
  }
  for (const [peer, { reason }] of Object.entries(peers)) {
    if (reason !== undefined) report.skip({ case: id, subject: 'float32', peer, metric: 'run' }, reason)
  }
  const all = Object.entries({ ...files, ...peers }).filter(([, { open }]) => open !== undefined)
  for (const threads of THREADS) {
    const open = new Map()
    for (const [name, subject] of all) open.set(name, await subject.open(threads))
    for (const batch of batches) {
      const times = new Map(all.map(([name]) => [name, []]))
      for (let round = 0; round < repeats; round++) {
        const order = round % 2 === 0 ? all : all.toReversed()
        for (const [name] of order) times.get(name).push(await open.get(name).run(batch, seconds))
      }
      log(`${id}: ${threads} threads, batch ${batch}`)
      addRows(report, { id, threads, batch, times, files, repeats })
    }
    for (const session of open.values()) await session.close()
  }
}

/** Each form beside float32, and float32 beside each peer. */
function addRows(report, { id, threads, batch, times, files, repeats }) {
  const metric = `batch ${batch}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  const add = (subject, peer) => {
    const [own, other] = [times.get(subject), times.get(peer)]
    report.add({
      ...{ case: id, subject, peer, metric, unit: 'ms', lowerIsBetter: true, repeats },
      ...{ value: median(own), peerValue: median(other) },
      ratioRange: rangeOf(own.map((time, round) => other[round] / time)),
    })
  }
  for (const name of times.keys()) {
    if (name === 'float32') continue
    if (files[name] === undefined) add('float32', name)
    else add(name, 'float32')
  }
}

/** A file for each machine. */
export function fileName(_result, { quick }) {
  const { cores, platform } = machine()
  return `export${quick ? '-quick' : ''}-${platform.replace(' ', '-')}-${cores}-cores`
}
