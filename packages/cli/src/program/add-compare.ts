import { type Command, Option } from 'commander'
import { NAMES_EXPLAINED } from '../compare/comparison-page.ts'
import { command, run } from './command.ts'
import { timerSeconds, wholeNumber } from './option-values.ts'
import { backend, devSplit, head, labelColumn, onBadRow, preset, textColumn } from './shared-options.ts'

/** Adds `textgate compare`. */
export function addCompare(program: Command): void {
  command(program, 'compare', 'train several encoders on the same data, and show them in one table')
    .requiredOption('--train <file>', 'training data, as of `train`')
    .option('--dev <file>', 'data for early stopping')
    .addOption(devSplit())
    .option('--test <file>', 'data that every encoder is scored on once; the dev part is unless given')
    .option('--encoders <names>', 'which, with commas, in their order', 'gru,lstm,rnn,cnn,linear')
    .addOption(
      new Option(
        '--budget <what>',
        "what is equal: data: hidden size and epochs. parameters: the encoder's parameters, within 2 %, by other hidden sizes. time: the seconds of a training, by other numbers of epochs",
      )
        .choices(['data', 'parameters', 'time'])
        .default('data'),
    )
    .option(
      '--seconds <number>',
      'of a training at most, with --budget time; as many as the first encoder takes unless given',
      timerSeconds,
    )
    .option('--out <folder>', 'also write compare.md and compare.json there, after every encoder')
    .option('--config <file>', 'configuration, JSON with comments; see `textgate init`')
    .addOption(preset())
    .addOption(head())
    .addOption(backend())
    .option('--seed <number>', 'seed of everything random', wholeNumber)
    .addOption(
      new Option(
        '--seeds <numbers>',
        'train every encoder with each, with commas, e.g. 1,2,3: means, and lowest to highest',
      ).conflicts('seed'),
    )
    .option('--epochs <number>', 'passes over the training data at most', wholeNumber)
    .addOption(textColumn())
    .addOption(labelColumn())
    .addOption(onBadRow())
    .addHelpText('after', `\n${NAMES_EXPLAINED}`)
    .action(run(async () => (await import('../commands/compare.ts')).compareCommand))
}
