import { POOLINGS } from '@textgate/core'
import { type Command, Option } from 'commander'
import { command, run } from './command.ts'
import { backend, head } from './shared-options.ts'

/** Adds `textgate import`. */
export function addImport(program: Command): void {
  command(
    program,
    'import',
    'make a bundle of a model file of textgate (.onnx), PyTorch (.safetensors) or Keras (.keras, .weights.h5)',
  )
    .argument('<file>', 'the model file')
    .requiredOption('--out <folder>', 'folder of the bundle; replaced where it is a bundle already')
    .addOption(
      new Option('--from <what>', 'what wrote the file; by its ending unless given').choices([
        'onnx',
        'torch',
        'keras',
      ]),
    )
    .option(
      '--tokenizer <file>',
      'tokenizer.json of the model; of an .onnx file the one beside it unless given',
    )
    .addOption(
      new Option(
        '--vocabulary <file>',
        'instead the tokens of torch or Keras, one a line: padding, unknown, the others',
      ).conflicts('tokenizer'),
    )
    .option(
      '--labels <labels>',
      'of torch or Keras, in the order of the outputs: a file, one a line, or a,b,c',
    )
    .addOption(
      new Option(
        '--pooling <how>',
        'of torch or .weights.h5, how the states become one vector (last)',
      ).choices(POOLINGS.filter((pooling) => !pooling.includes('attention'))),
    )
    .addOption(head())
    .option('--names <file>', 'JSON of what the file calls embedding, recurrent and head')
    .option('--config <file>', 'configuration whose tokenizer and training sections the bundle gets')
    .addOption(backend())
    .action(run(async () => (await import('../commands/import.ts')).importCommand))
}
