import { expect, test } from 'vitest'
import { textgateProgram } from './textgate-program.ts'

const parse = (line: string) => textgateProgram().parseAsync(line.split(' '), { from: 'user' })

test('--version is of the program alone: behind a command it is refused, and does not take its place', async () => {
  await expect(parse('models load intents --server http://localhost:8000 --version 3')).rejects.toMatchObject(
    {
      code: 'commander.unknownOption',
      message: expect.stringContaining('--version'),
    },
  )
  await expect(parse('train --version')).rejects.not.toMatchObject({ code: 'commander.version' })
})
