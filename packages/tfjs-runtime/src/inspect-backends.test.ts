import { expect, test } from 'vitest'
import { inspectBackends } from './inspect-backends.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

test('reports every backend in order, with a speed where it works and a reason where not', async () => {
  const empty = temporaryFolder()
  const states = await inspectBackends({ cacheFolder: empty, projectFolder: empty })
  expect(states).toMatchObject([
    { backend: 'native', available: false, reason: expect.stringContaining('not installed') },
    { backend: 'wasm', available: true, version: expect.stringMatching(/^\d+\.\d+/) },
    { backend: 'cpu', available: true, version: expect.stringMatching(/^\d+\.\d+/) },
  ])
  expect(states[1]?.gflops).toBeGreaterThan(0)
  expect(states[2]?.gflops).toBeGreaterThan(0)
})

test('leaves out the speed when told to', async () => {
  const empty = temporaryFolder()
  const states = await inspectBackends({ cacheFolder: empty, projectFolder: empty, measure: false })
  expect(states.map((state) => state.gflops)).toEqual([undefined, undefined, undefined])
})
