import type { Command } from 'commander'
import { command, commandGroup, run } from './command.ts'
import { wholeNumber } from './option-values.ts'
import { head, labelColumn, textColumn } from './shared-options.ts'

/** Adds `textgate data …`. */
export function addData(program: Command): void {
  const data = commandGroup(program, 'data', 'look at labelled data')
  command(
    data,
    'check',
    'say what is wrong with labelled data: leakage, conflicting labels, duplicates and more',
  )
    .argument('[file...]', 'labelled files, the one to train on first')
    .option('--train <file>', 'the part to train on')
    .option('--dev <file>', 'the part for early stopping')
    .option('--test <file>', 'the part that is scored at the end')
    .option('--config <file>', 'configuration, whose tokenizer counts the tokens')
    .addOption(head())
    .addOption(textColumn())
    .addOption(labelColumn())
    .option('--examples <number>', 'rows that are shown of each finding', wholeNumber, 3)
    .option('--fail-on <conditions>', 'exit with 1 on any of these, e.g. leakage,conflicts:10,duplicates:1%')
    .action(run(async () => (await import('../commands/data-check.ts')).dataCheckCommand))
}
