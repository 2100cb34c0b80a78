import { modelServer, type ServerOptions } from '../models/model-server.ts'
import type { Output } from '../output.ts'

export interface ModelsLoadOptions extends ServerOptions {
  readonly to?: string
}

/** Has a server offer what its folder has of a model, or one version of it alone. */
export async function modelsLoadCommand(
  { to, ...options }: ModelsLoadOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [name = ''] = positional
  const server = await modelServer(options)
  await server.load(name, to)
  output.print(
    to === undefined
      ? `${name} is loaded and follows its folder`
      : `${name} is at version ${to} and stays there until it is loaded without --to`,
  )
  output.emit({ model: name, version: to ?? null })
}
