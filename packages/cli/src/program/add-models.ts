import type { Command } from 'commander'
import { command, commandGroup, run } from './command.ts'

/** Adds `textgate models …`. */
export function addModels(program: Command): void {
  const models = commandGroup(program, 'models', 'manage the models of a running server')
  const onServer = (name: string, description: string) =>
    command(models, name, description)
      .requiredOption('--server <url>', 'address of the server, e.g. http://localhost:8000')
      .option('--key-file <file>', 'file that holds an API key of the server; an admin key, for all but list')
  const ofModel = (name: string, description: string) =>
    onServer(name, description).argument('<name>', 'of the model')

  onServer('list', 'every version that the server has, and whether it answers').action(
    run(async () => (await import('../commands/models-list.ts')).modelsListCommand),
  )
  ofModel('load', 'offer what is new in the folder of a model, or one version of it')
    .option('--to <version>', 'this version alone, until the model is loaded without it')
    .action(run(async () => (await import('../commands/models-load.ts')).modelsLoadCommand))
  ofModel('unload', 'offer a model no more').action(
    run(async () => (await import('../commands/models-unload.ts')).modelsUnloadCommand),
  )
  ofModel('rollback', 'go back to an earlier version of a model and stay there')
    .option('--to <version>', 'which; the one before that which answers now, unless given')
    .action(run(async () => (await import('../commands/models-rollback.ts')).modelsRollbackCommand))
}
