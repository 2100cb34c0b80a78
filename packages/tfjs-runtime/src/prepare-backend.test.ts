import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder, nativeFolder } from './native/native-folder.ts'
import { processorModel, readNativeRecord, writeNativeRecord } from './native/native-record.ts'
import { prepareBackend } from './prepare-backend.ts'
import { isTrainingStepRight, trainingStep } from './probe/training-step.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const empty = temporaryFolder()
const nowhere = { cacheFolder: empty, projectFolder: empty }

test.each(['wasm', 'cpu'] as const)('%s is current, ready and trains when asked for', async (prefer) => {
  const prepared = await prepareBackend({ prefer })
  expect(prepared.backend).toBe(prefer)
  expect(prepared.tf.getBackend()).toBe(prefer)
  expect(prepared.considered).toEqual([{ backend: prefer, ok: true, reason: prepared.reason }])
  expect(isTrainingStepRight(trainingStep(prepared.tf))).toBe(true)
})

test('auto takes wasm, whatever native does, and says why', async () => {
  const { backend, reason, considered } = await prepareBackend(nowhere)
  expect(backend).toBe('wasm')
  expect(considered).toEqual([{ backend: 'wasm', ok: true, reason }])
  expect(reason).toContain('fastest to train on')
})

test('native asked for by name and missing is BACKEND_UNAVAILABLE with the reason', async () => {
  await expect(prepareBackend({ ...nowhere, prefer: 'native' })).rejects.toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
    message: expect.stringMatching(/native: not installed; `textgate backend install`/),
    details: { prefer: 'native', considered: [{ backend: 'native', ok: false }] },
  })
})

test('a name that is no backend is BACKEND_UNAVAILABLE', async () => {
  await expect(prepareBackend({ prefer: 'gpu' as never })).rejects.toMatchObject({
    code: 'BACKEND_UNAVAILABLE',
  })
})

test('a broken tfjs-node of the project is refused with its reason', async () => {
  const project = temporaryFolder()
  const broken = join(project, 'node_modules', '@tensorflow', 'tfjs-node')
  await mkdir(broken, { recursive: true })
  await writeFile(join(broken, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }')
  await writeFile(join(broken, 'index.js'), 'throw new Error("no addon at /x\\nmore")')
  await expect(
    prepareBackend({ prefer: 'native', cacheFolder: empty, projectFolder: project }),
  ).rejects.toMatchObject({ message: expect.stringMatching(/cannot be loaded \(no addon at \/x\)/) })
})

test('a cached backend that crashes on this processor is tried in a child, and refused', async () => {
  const cache = temporaryFolder()
  const folder = nativeFolder(cache)
  const broken = join(folder, 'node_modules', '@tensorflow', 'tfjs-node')
  await mkdir(broken, { recursive: true })
  await writeFile(join(broken, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }')
  await writeFile(join(broken, 'index.js'), 'process.kill(process.pid, "SIGILL")')
  await writeNativeRecord(folder, {
    version: 1,
    tfjsNode: '4.22.0',
    tensorflow: '2.21.0',
    source: 'a test',
    installedAt: '2025-01-01T00:00:00.000Z',
    provenOn: ['some other processor'],
  })
  await expect(
    prepareBackend({ prefer: 'native', cacheFolder: cache, projectFolder: empty }),
  ).rejects.toMatchObject({ message: expect.stringContaining('SIGILL') })
})

test('wasm leaves the handlers of uncaught errors alone', async () => {
  await prepareBackend({ prefer: 'cpu' })
  const count = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event))
  const script = `
    import { prepareBackend } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
    const count = ${count}
    const before = count()
    await prepareBackend({ prefer: 'wasm' })
    process.stdout.write(JSON.stringify([before, count()]))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const [before, after] = JSON.parse(output)
  expect(after).toEqual(before)
})

test.each(['wasm', 'cpu'])('%s says nothing on its own', (prefer) => {
  const script = `
    import { prepareBackend } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
    const { tf } = await prepareBackend({ prefer: '${prefer}' })
    tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync()`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', `${script}`], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  expect(output).toBe('')
})

const installed = await readNativeRecord(nativeFolder())
if (installed === undefined) {
  console.log(`native tests skipped: no native backend in ${cacheFolder()} (textgate backend install)`)
}

test.skipIf(installed === undefined)(
  'native runs on the same TensorFlow.js, trains, repeats itself and is quiet',
  () => {
    const module = (path: string) => JSON.stringify(new URL(`../dist/${path}`, import.meta.url).href)
    const script = `
    import { prepareBackend } from ${module('index.js')}
    import { isTrainingStepRight, trainingStep } from ${module('probe/training-step.js')}
    const { tf, backend } = await prepareBackend({ prefer: 'native' })
    const first = trainingStep(tf), second = trainingStep(tf)
    const values = tf.topk(tf.tensor1d([1, 5, 2]), 2).values.dataSync()
    const repeats = first.after === second.after
    process.stdout.write(JSON.stringify({
      backend, current: tf.getBackend(), right: isTrainingStepRight(first), repeats, top: [...values],
    }))`
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', `${script}`], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
    expect(JSON.parse(output)).toEqual({
      backend: 'native',
      current: 'tensorflow',
      right: true,
      repeats: true,
      top: [5, 2],
    })
    expect(installed?.provenOn).toContain(processorModel())
  },
)
