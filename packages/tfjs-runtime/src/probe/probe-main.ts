import { prepareCpu } from '../backends/prepare-cpu.ts'
import { prepareWasm } from '../backends/prepare-wasm.ts'
import { loadTfjsNode } from '../native/load-tfjs-node.ts'
import { loadTfjs } from '../tfjs.ts'
import { measureMatMul } from './measure-mat-mul.ts'
import { PROBE_PREFIX, type ProbeRequest, type ProbeResult } from './probe.ts'
import { isTrainingStepRight, trainingStep } from './training-step.ts'

// Run by runProbe in a process of its own: a broken native library may end it.
const request = JSON.parse(process.argv[2] ?? '{}') as ProbeRequest
const tf = await loadTfjs()
const result: ProbeResult = {
  version: await prepare(),
  trains: isTrainingStepRight(trainingStep(tf)),
  ...(request.measure === true ? { gflops: measureMatMul(tf) } : {}),
}
process.stdout.write(`\n${PROBE_PREFIX}${JSON.stringify(result)}\n`)

async function prepare(): Promise<string> {
  if (request.backend === 'native') return await loadTfjsNode(tf, request.folder ?? process.cwd())
  if (request.backend === 'cpu') {
    await prepareCpu(tf)
    return tf.version['tfjs-backend-cpu']
  }
  await prepareWasm(tf)
  return (await import('@tensorflow/tfjs-backend-wasm')).version_wasm
}
