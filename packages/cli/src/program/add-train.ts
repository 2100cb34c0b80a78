import { type Command, Option } from 'commander'
import { command, run } from './command.ts'
import { properFraction, wholeNumber } from './option-values.ts'
import { backend, devSplit, head, labelColumn, onBadRow, preset, textColumn } from './shared-options.ts'

/** Adds `textgate train`. */
export function addTrain(program: Command): void {
  command(program, 'train', 'train a classifier and write its bundle')
    .requiredOption('--train <file>', 'training data: .jsonl, .csv, .tsv (each also .gz) or .parquet')
    .option('--dev <file>', 'data for early stopping')
    .addOption(devSplit())
    .option('--test <file>', 'data that is scored once, at the end')
    .requiredOption('--out <folder>', 'folder of the bundle; replaced where it is a bundle already')
    .option('--config <file>', 'configuration, JSON with comments; see `textgate init`')
    .addOption(preset())
    .addOption(head())
    .addOption(backend())
    .option('--seed <number>', 'seed of everything random', wholeNumber)
    .option('--epochs <number>', 'passes over the training data at most', wholeNumber)
    .option(
      '--vectors <file>',
      'pretrained word vectors as text, .vec or .txt (each also .gz), of model.embeddingSize numbers',
    )
    .option(
      '--unlabelled <files...>',
      'texts without labels, in the formats of training data: vectors of words are learnt from them too',
    )
    .option('--freeze-vectors', 'leave the vectors as they are in training')
    .addOption(
      new Option(
        '--unknown-precision <fraction>',
        'answer unknown where it is needed for this share of right answers on the dev part, e.g. 0.95',
      ).argParser(properFraction),
    )
    .option(
      '--portable',
      'a tokenizer that operators of ONNX can do, so that `export --text` can write it into the model',
    )
    .addOption(
      new Option(
        '--from <bundle>',
        'go on training this bundle: begin with its weights, tokenizer and configuration; the n-grams are learnt anew',
      ).conflicts(['preset', 'vectors', 'freezeVectors', 'unlabelled']),
    )
    .option('--new-head', 'with --from: learn the labels of the data, on the encoder of the bundle')
    .option('--resume', 'go on from the last checkpoint of the same command')
    .addOption(textColumn())
    .addOption(labelColumn())
    .addOption(onBadRow())
    .action(run(async () => (await import('../commands/train.ts')).trainCommand))
}
