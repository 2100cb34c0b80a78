import { type Command, Option } from 'commander'
import { command, run } from './command.ts'
import { positiveNumber } from './option-values.ts'
import { backend, variant } from './shared-options.ts'

/** Adds `textgate explain`. */
export function addExplain(program: Command): void {
  command(
    program,
    'explain',
    'label texts, from the arguments or standard input, and show how much each of their tokens counts',
  )
    .argument('<bundle>', 'folder of the bundle')
    .argument('[text...]', 'texts; standard input is read, a line a text, where there are none')
    .addOption(
      new Option(
        '--by <way>',
        "how tokens are weighed: occlusion, by the fall of the label's probability without them, which is taken unless given; or attention, by that of a model that has it",
      ).choices(['occlusion', 'attention']),
    )
    .option(
      '--label <label>',
      'label that occlusion is about; the most probable one of each text unless given',
    )
    .option('--heads', 'each head of attention by itself; their mean unless given')
    .option('--tokens <number>', 'tokens shown of a text; all unless given', positiveNumber)
    .addOption(variant())
    .addOption(backend())
    .action(run(async () => (await import('../commands/explain.ts')).explainCommand))
}
