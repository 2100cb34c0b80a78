import type { Command } from 'commander'
import { command, commandGroup, run } from './command.ts'
import { list, wholeNumber } from './option-values.ts'

/** Adds `textgate keys …`. */
export function addKeys(program: Command): void {
  const keys = commandGroup(program, 'keys', 'manage API keys of servers')
  command(keys, 'new', 'make an API key, and the entry of it for a server')
    .option('--name <name>', 'for people; not secret', 'key')
    .option(
      '--models <names>',
      'which models it may use, with commas, * for any characters; all unless given',
      list,
    )
    .option('--admin', 'it may load and unload models and read /metrics')
    .option('--max-requests-per-second <number>', 'on average; any number unless given', Number)
    .option('--max-concurrent <number>', 'requests at one time; any number unless given', wholeNumber)
    .option('--not-after <time>', 'when it ends, in ISO 8601, e.g. 2027-12-31; never unless given')
    .action(run(async () => (await import('../commands/keys-new.ts')).keysNewCommand))
}
