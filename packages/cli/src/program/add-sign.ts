import type { Command } from 'commander'
import { command, run } from './command.ts'

/** Adds `textgate sign`. */
export function addSign(program: Command): void {
  command(program, 'sign', 'sign a bundle with an Ed25519 key')
    .argument('<bundle>', 'folder of the bundle')
    .requiredOption('--key <file>', 'private key (PEM)')
    .action(run(async () => (await import('../commands/sign.ts')).signCommand))
}
