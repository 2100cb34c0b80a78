import type { Command } from 'commander'
import { settingOptions } from '../serve-configuration/settings-of-flags.ts'
import { command, run } from './command.ts'

const MORE = `
Each setting may also stand in the file of --config, by its name in camel case ("maxTexts": 64), or in a variable
(TEXTGATE_SERVE_MAX_TEXTS=64). Flags win over variables, variables over the file. --no-… turns a switch off again.`

/** Adds `textgate serve`. */
export function addServe(program: Command): void {
  const serve = command(program, 'serve', 'answer over HTTP, by plain JSON and the Open Inference Protocol')
    .argument(
      '[bundle-or-folder]',
      'a bundle, or a folder of models: NAME/ or NAME/VERSION/, each a bundle or with a model.onnx; may stand in the file',
    )
    .option('--config <file>', 'settings, JSON with comments; paths are relative to it')
    .option('--print-config', 'print the settings, each with who gave it, and end')
    .addHelpText('after', MORE)
  for (const option of settingOptions()) serve.addOption(option)
  serve.action(run(async () => (await import('../commands/serve.ts')).serveCommand))
}
