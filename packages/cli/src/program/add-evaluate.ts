import { type Command, Option } from 'commander'
import { command, run } from './command.ts'
import { backend, labelColumn, onBadRow, textColumn, unknownBelow, variant } from './shared-options.ts'

/** Adds `textgate evaluate`. */
export function addEvaluate(program: Command): void {
  command(program, 'evaluate', 'score a bundle on labelled data')
    .argument('<bundle>', 'folder of the bundle')
    .requiredOption('--data <file>', 'labelled data')
    .option('--report <file.html>', 'also write a page about errors, probabilities, lengths and words')
    .option(
      '--report-label <label>',
      'label of its precision/recall chart, once for each; some that tell most unless given',
      (label: string, labels: readonly string[] = []) => [...labels, label],
    )
    .addOption(
      new Option('--language <code>', "of the page's own words; that of the texts unless given").choices([
        'en',
        'zh',
      ]),
    )
    .addOption(backend())
    .addOption(textColumn())
    .addOption(labelColumn())
    .addOption(onBadRow())
    .addOption(unknownBelow())
    .addOption(variant())
    .action(run(async () => (await import('../commands/evaluate.ts')).evaluateCommand))
}
