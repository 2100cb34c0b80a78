import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts'
import { CHECKPOINT_FILE, readCheckpointFile, writeCheckpointFile } from './checkpoint-file.ts'
import { fingerprintDifferences } from './run-fingerprint.ts'

const root = mkdtempSync(join(tmpdir(), 'textgate-checkpoint-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const tensor = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) })
const CHECKPOINT: Checkpoint = {
  progress: {
    epoch: 3,
    batch: 7,
    step: 107,
    lossSum: 0.1 + 0.2,
    earlyStopping: { best: 1 / 3, bestEpoch: 2, waited: 0 },
    history: [{ epoch: 1, trainingLoss: 0.1 + 0.7, dev: { loss: 1 / 7, accuracy: 0.5, macroF1: 1 / 3 } }],
    finished: null,
  },
  weights: new Map([['kernel', tensor(1, -0, 1e-45)]]),
  optimizer: new Map([
    ['first.kernel', tensor(0.1)],
    ['second.kernel', tensor(0.2)],
  ]),
  best: new Map(),
}
const FINGERPRINT = { 'training data': 'abc', 'training.seed': '1' }
const BYTES = encodeCheckpoint(CHECKPOINT, FINGERPRINT)

test('a checkpoint reads back to the bit', () => {
  expect(decodeCheckpoint(BYTES, FINGERPRINT, 'c')).toEqual(CHECKPOINT)
})

test('a checkpoint of another run is refused with what differs', () => {
  const other = { 'training data': 'def', 'training.seed': '2' }
  expect(() => decodeCheckpoint(BYTES, other, 'c')).toThrow(
    /CHECKPOINT_INVALID.*training data, training.seed \(1, now 2\);/,
  )
})

test('what is new or gone differs too', () => {
  expect(fingerprintDifferences({ a: '1', b: '2' }, { b: '2', c: '3' })).toEqual([
    'a (1, now none)',
    'c (none, now 3)',
  ])
})

test('a checkpoint with any byte changed or cut off is refused', () => {
  for (let i = 0; i < BYTES.length; i++) {
    // Padding spaces of the header carry nothing.
    if (BYTES[i] === 0x20 && BYTES[i - 1] === 0x7d) break
    const changed = BYTES.map((byte, at) => (at === i ? byte ^ 1 : byte))
    expect(() => decodeCheckpoint(changed, FINGERPRINT, 'c'), `byte ${i}`).toThrow(/CHECKPOINT_INVALID/)
  }
  for (let i = BYTES.length - 20; i < BYTES.length; i++) {
    const changed = BYTES.map((byte, at) => (at === i ? byte ^ 1 : byte))
    expect(() => decodeCheckpoint(changed, FINGERPRINT, 'c'), `byte ${i}`).toThrow(/CHECKPOINT_INVALID/)
  }
  expect(() => decodeCheckpoint(BYTES.subarray(0, -4), FINGERPRINT, 'c')).toThrow(
    /CHECKPOINT_INVALID.*damaged/,
  )
  expect(() => decodeCheckpoint(new Uint8Array(3), FINGERPRINT, 'c')).toThrow(/CHECKPOINT_INVALID.*damaged/)
})

test('a write makes the folder and replaces the checkpoint', async () => {
  const folder = join(root, 'deep', 'folder')
  expect(await readCheckpointFile(folder)).toBeUndefined()
  await writeCheckpointFile(folder, Uint8Array.of(1))
  const file = await writeCheckpointFile(folder, Uint8Array.of(2, 3))
  expect(file).toBe(join(folder, CHECKPOINT_FILE))
  expect([...((await readCheckpointFile(folder)) as Uint8Array)]).toEqual([2, 3])
  expect(existsSync(`${file}.new`)).toBe(false)
})

test('a full disk leaves the last good checkpoint', async () => {
  if (!existsSync('/dev/full')) return console.log('a full disk is not tried: there is no /dev/full')
  const folder = join(root, 'full')
  const file = await writeCheckpointFile(folder, Uint8Array.of(1))
  symlinkSync('/dev/full', `${file}.new`)
  await expect(writeCheckpointFile(folder, new Uint8Array(100))).rejects.toThrow(
    /CHECKPOINT_WRITE_FAILED.*ENOSPC/,
  )
  expect([...readFileSync(file)]).toEqual([1])
  await writeCheckpointFile(folder, Uint8Array.of(2)) // with room again, it goes on
  expect([...readFileSync(file)]).toEqual([2])
})

test('a file in place of the folder and a folder in place of the file are told', async () => {
  const path = join(root, 'a-file')
  writeFileSync(path, '')
  await expect(writeCheckpointFile(path, Uint8Array.of(1))).rejects.toThrow(/CHECKPOINT_WRITE_FAILED/)
  const folder = join(root, 'odd')
  mkdirSync(join(folder, CHECKPOINT_FILE), { recursive: true })
  await expect(writeCheckpointFile(folder, Uint8Array.of(1))).rejects.toThrow(/CHECKPOINT_WRITE_FAILED/)
  await expect(readCheckpointFile(folder)).rejects.toThrow(/CHECKPOINT_INVALID/)
})
