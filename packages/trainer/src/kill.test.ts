import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, expect, test } from 'vitest'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
const script = join(packageFolder, 'test', 'train-tiny.mjs')
const root = mkdtempSync(join(tmpdir(), 'textgate-kill-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

// The child runs what is built, because Node 20 runs no TypeScript.
beforeAll(() => {
  execFileSync('npx', ['tsc', '-b'], { cwd: packageFolder, stdio: 'inherit' })
})

/** Runs the child; with `killAfterMs`, ends it that long after its training began. */
async function runChild(
  folder: string,
  output: string,
  killAfterMs?: number,
): Promise<{ killed: boolean; resumed: number }> {
  const child = spawn(process.execPath, [script, folder, output], { stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: string[] = []
  child.stderr.on('data', (data) => errors.push(String(data)))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  let resumed = -1
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (data) => {
      resumed = Number(/resumed (\d+)/.exec(String(data))?.[1] ?? resumed)
      resolve()
    })
  })
  if (killAfterMs !== undefined) {
    await Promise.race([begun, ended])
    await Promise.race([setTimeout(killAfterMs), ended])
    child.kill('SIGKILL')
  }
  await ended
  const killed = child.signalCode === 'SIGKILL'
  if (!killed && child.exitCode !== 0) throw new Error(errors.join(''))
  return { killed, resumed }
}

test('a run that is killed at random moments and resumed ends with the same bytes', async () => {
  const random = randomGenerator(`${process.env.TEXTGATE_KILL_SEED ?? 1}`)
  const whole = join(root, 'whole.safetensors')
  await runChild(join(root, 'whole'), whole)

  const stopped = join(root, 'stopped.safetensors')
  const resumedAt: number[] = []
  let kills = 0
  for (;;) {
    // At most eight kills, so that a slow machine, which gets no step done between two, ends as well.
    const { killed, resumed } = await runChild(
      join(root, 'stopped'),
      stopped,
      kills < 8 ? random.integer(250) : undefined,
    )
    resumedAt.push(resumed)
    if (!killed) break
    kills++
  }
  expect(kills).toBeGreaterThan(1)
  expect(Math.max(...resumedAt)).toBeGreaterThan(0)
  expect(readFileSync(stopped).equals(readFileSync(whole))).toBe(true)
})
