import type { Command } from 'commander'
import { command, run } from './command.ts'
import { positiveNumber } from './option-values.ts'
import { backend, unknownBelow, variant } from './shared-options.ts'

/** Adds `textgate predict`. */
export function addPredict(program: Command): void {
  command(program, 'predict', 'label texts, from the arguments or standard input, a line a text')
    .argument('<bundle>', 'folder of the bundle')
    .argument('[text...]', 'texts; standard input is read where there are none')
    .option('--top-k <number>', 'also show the probabilities of the best labels, this many', positiveNumber)
    .addOption(unknownBelow())
    .addOption(variant())
    .addOption(backend())
    .action(run(async () => (await import('../commands/predict.ts')).predictCommand))
}
