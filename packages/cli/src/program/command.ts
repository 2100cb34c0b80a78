import type { Command } from 'commander'
import { type Output, processOutput } from '../output.ts'

/** What a command does, with its options and positional arguments. */
export type Run<Options> = (options: Options, output: Output, positional: readonly string[]) => Promise<void>

/** A command with the options that every one has. */
export function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .option(
      '--json',
      'one JSON object on the last line of standard output, everything else on standard error',
    )
    .option('--debug', 'show the stack of an error')
}

/** A command that only holds others, as `keys` does. */
export function commandGroup(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).exitOverride()
}

/** Loads a command's code and gives it its options, output and positional arguments. */
export function run<Options extends object>(
  load: () => Promise<Run<Options>>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const self = args.at(-1) as Command
    const { json, ...options } = self.opts()
    const action = await load()
    await action(options as Options, processOutput(json === true), self.args)
  }
}
