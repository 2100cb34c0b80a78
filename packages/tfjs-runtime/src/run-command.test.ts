import { expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

const node = (code: string, options = { timeoutMs: 20_000 }) =>
  runCommand(process.execPath, ['-e', code], options)

test('gives back the standard output', async () => {
  expect(await node('console.log(1 + 1)')).toBe('2\n')
})

test('says how a program failed, with the lines that name the error', async () => {
  const code = 'console.error("npm warn old\\nERROR: no wheel for you\\nhint"); process.exit(3)'
  await expect(node(code)).rejects.toThrow(/ended with code 3: ERROR: no wheel for you$/)
})

test('says which program is missing', async () => {
  await expect(runCommand('no-such-program', [], { timeoutMs: 1000 })).rejects.toThrow(
    'no-such-program is not installed or not on the PATH',
  )
})

test('ends a program that takes too long', async () => {
  await expect(node('setTimeout(() => {}, 60000)', { timeoutMs: 200 })).rejects.toThrow(/took longer than/)
})

test('says by which signal a program ended', async () => {
  await expect(node('process.kill(process.pid, "SIGABRT")')).rejects.toThrow(/was ended by SIGABRT/)
})
