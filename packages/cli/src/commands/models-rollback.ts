import { modelServer } from '../models/model-server.ts'
import { versionBefore } from '../models/version-before.ts'
import type { Output } from '../output.ts'
import type { ModelsLoadOptions } from './models-load.ts'

/** Has a server go back to an earlier version of a model, the one before that which answers unless one is named. */
export async function modelsRollbackCommand(
  { to, ...options }: ModelsLoadOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [name = ''] = positional
  const server = await modelServer(options)
  const version = to ?? versionBefore(name, await server.index())
  await server.load(name, version)
  output.print(
    `${name} is back at version ${version} and stays there until \`textgate models load ${name}\`, or a restart of the server`,
  )
  output.emit({ model: name, version })
}
