import type { Command } from 'commander'
import { command, run } from './command.ts'
import { positiveNumber } from './option-values.ts'
import { backend } from './shared-options.ts'

/** Adds `textgate explain`. */
export function addExplain(program: Command): void {
  command(
    program,
    'explain',
    'show how much a model with attention weighs each token of texts, from the arguments or standard input',
  )
    .argument('<bundle>', 'folder of the bundle; its pooling has attention')
    .argument('[text...]', 'texts; standard input is read, a line a text, where there are none')
    .option('--heads', 'each head of attention by itself; their mean unless given')
    .option('--tokens <number>', 'tokens shown of a text; all unless given', positiveNumber)
    .addOption(backend())
    .action(run(async () => (await import('../commands/explain.ts')).explainCommand))
}
