import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../test/eventually.ts'
import { followFiles } from './follow-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgate-follow-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a file that is written, replaced, removed or made is noticed each time, from the first moment on', async () => {
  const [file, other] = [join(folder, 'keys'), join(folder, 'other')]
  writeFileSync(file, 'a')
  let changes = 0
  const end = await followFiles([file, other], async () => {
    changes += 1
  })
  const steps = [
    () => writeFileSync(file, 'b'), // as long as before, and at once
    () => {
      writeFileSync(`${file}.new`, 'c')
      renameSync(`${file}.new`, file)
    },
    () => writeFileSync(other, ''),
    () => rmSync(file),
  ]
  for (const [i, step] of steps.entries()) {
    step()
    await eventually(() => expect(changes).toBe(i + 1))
  }
  end()
})
