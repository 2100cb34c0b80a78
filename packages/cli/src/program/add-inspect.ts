import type { Command } from 'commander'
import { command, run } from './command.ts'

/** Adds `textgate inspect`. */
export function addInspect(program: Command): void {
  command(
    program,
    'inspect',
    'tell what an ONNX file is: inputs, operators, size by layer, metadata, certificate',
  )
    .argument('<file>', 'an .onnx file, or the folder of an exported bundle')
    .option('--variant <name>', 'form of the exported model of a bundle, e.g. int8; model.onnx unless given')
    .action(run(async () => (await import('../commands/inspect.ts')).inspectCommand))
}
