import { type Command, Option } from 'commander'
import { command, run } from './command.ts'

/** Adds `textgate init`. */
export function addInit(program: Command): void {
  command(program, 'init', 'write a commented configuration')
    .argument('[file]', 'file to write', 'textgate.config.jsonc')
    .addOption(
      new Option('--preset <name>', 'starting point').choices(['fast', 'default', 'best']).default('default'),
    )
    .option('--force', 'replace an existing file')
    .action(run(async () => (await import('../commands/init.ts')).initCommand))
}
