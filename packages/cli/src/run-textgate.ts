import { isTextgateError, TextgateError } from '@textgate/core'
import { type Command, CommanderError } from 'commander'
import { FailedWithResult } from './failed-with-result.ts'
import { processOutput } from './output.ts'
import { textgateProgram } from './textgate-program.ts'

const EXIT_DONE = 0
const EXIT_FAILED = 1
const EXIT_USAGE = 2

/**
 * Runs one command line.
 *
 * @param argv - the arguments after the program's name
 * @returns the exit code: 0 done, 1 the job failed, 2 the command line or the configuration is wrong
 */
export async function runTextgate(argv: readonly string[]): Promise<number> {
  // `textgate predict … | head` ends the pipe early; that is the reader's choice and no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_DONE)
    throw error
  })
  try {
    await textgateProgram().parseAsync(argv, { from: 'user' })
    return EXIT_DONE
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT_DONE // --help, --version
      return report(new TextgateError('USAGE', usageMessage(error, argv)), argv)
    }
    return report(error, argv)
  }
}

function usageMessage(error: CommanderError, argv: readonly string[]): string {
  const reason =
    error.code === 'commander.help' ? 'no command was given' : error.message.replace(/^error: |\.$/g, '')
  return `${reason}; see \`${helpFor(textgateProgram(), argv)}\``
}

/** What shows the options of the command that was meant. */
function helpFor(program: Command, argv: readonly string[]): string {
  const names = ['textgate']
  let meant: Command | undefined = program
  for (const word of argv) {
    meant = meant?.commands.find((one) => one.name() === word)
    if (!meant) break
    names.push(word)
  }
  return [...names, '--help'].join(' ')
}

/** One line with code and way out; the stack for those who ask. */
function report(thrown: unknown, argv: readonly string[]): number {
  const error = isTextgateError(thrown) ? thrown : unexpected(thrown)
  const output = processOutput(argv.includes('--json'))
  output.note(`error: ${error.message}`)
  if (argv.includes('--debug')) output.note(stackOf(thrown))
  const result = thrown instanceof FailedWithResult ? thrown.result : {}
  output.emit({ ...result, error: { code: error.code, message: error.message, details: error.details } })
  return error.code === 'USAGE' || error.code === 'CONFIG_INVALID' ? EXIT_USAGE : EXIT_FAILED
}

function unexpected(thrown: unknown): TextgateError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new TextgateError(
    'UNEXPECTED',
    `${reason.split('\n')[0]}; run again with --debug and report the stack`,
    {
      cause: thrown,
    },
  )
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  return thrown.cause === undefined
    ? `${thrown.stack}`
    : `${thrown.stack}\ncaused by ${stackOf(thrown.cause)}`
}
