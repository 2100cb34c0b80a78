import type { Command } from 'commander'
import { command, run } from './command.ts'
import { backend, textColumn } from './shared-options.ts'

/** Adds `textgate verify`. */
export function addVerify(program: Command): void {
  command(
    program,
    'verify',
    "check a bundle's files, and prove again that its model.onnx and quantised variants compute what they should",
  )
    .argument('<bundle>', 'folder of an exported bundle')
    .option('--data <file>', 'real texts for the proof; the data of the training unless given')
    .option('--signed-by <file>', 'Ed25519 public key (PEM) that must have signed the bundle')
    .addOption(backend())
    .addOption(textColumn())
    .action(run(async () => (await import('../commands/verify.ts')).verifyCommand))
}
