import { type Command, Option } from 'commander'
import { command, run } from './command.ts'
import { positiveNumber, probability } from './option-values.ts'
import { backend, textColumn } from './shared-options.ts'

/** Adds `textgate export`. */
export function addExport(program: Command): void {
  command(
    program,
    'export',
    'write model.onnx into a bundle, with proof that it answers like the trained model',
  )
    .argument('<bundle>', 'folder of the bundle')
    .option('--data <file>', 'real texts for the proof; the data of the training unless given')
    .option(
      '--text',
      'also write model.text.onnx, which takes texts and gives names of labels; the bundle was trained with --portable',
    )
    .option('--top-k <number>', 'labels that the file of --text names, 5 unless given', positiveNumber)
    .option(
      '--attention',
      'let the file of --text also give out its tokens and how much attention weighs each',
    )
    .option(
      '--quantize <modes>',
      'also write smaller or faster forms, with commas: int8 (a quarter of the size), int8-bulk (many texts at once), int4-embedding (smallest)',
    )
    .option(
      '--min-agreement <fraction>',
      'share of real texts that such a form must answer as the trained model does (0.98 unless given)',
      probability,
    )
    .addOption(backend())
    .addOption(textColumn())
    .addOption(
      new Option(
        '--layout <server>',
        'instead lay out the model.onnx of an exported bundle: a model repository for Triton Inference Server, or the same and a manifest for KServe',
      )
        .choices(['triton', 'kserve'])
        .conflicts('data'),
    )
    .option('--out <folder>', 'with --layout: where the model repository is written')
    .option(
      '--variant <name>',
      'with --layout: form that is laid out, e.g. int8 or text-int8; model.onnx, or text with --text, unless given',
    )
    .option('--name <name>', 'with --layout: of the model; that of the bundle folder unless given')
    .option('--max-batch-size <number>', 'with --layout: texts of a run at most (64)', positiveNumber)
    .option('--storage-uri <address>', 'with --layout kserve: where the model repository will lie')
    .action(run(async () => (await import('../commands/export.ts')).exportCommand))
}
