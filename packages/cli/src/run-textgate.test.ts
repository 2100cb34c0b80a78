import { afterEach, expect, test, vi } from 'vitest'
import { runTextgate } from './run-textgate.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** What a command line that is wrong says on standard error. */
async function refusal(...argv: string[]): Promise<string> {
  let said = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text
    return true
  })
  expect(await runTextgate(argv)).toBe(2)
  return said
}

test.each([
  [['train', '--out', 'x'], "required option '--train <file>' not specified; see `textgate train --help`"],
  [['models', 'load', '--sever', 'x'], 'see `textgate models load --help`'],
  [['models', 'lod'], 'see `textgate models --help`'],
  [['trian'], 'see `textgate --help`'],
  [['serve', 'model', '--no-such'], 'see `textgate serve --help`'],
])('a command line that is wrong names the help of its command: %j', async (argv, message) => {
  expect(await refusal(...argv)).toMatch(
    new RegExp(`^error: USAGE: .*${message.replace(/[<>()]/g, '.')}\\n$`, 's'),
  )
})
