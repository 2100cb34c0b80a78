import { modelServer, type ServerOptions } from '../models/model-server.ts'
import type { Output } from '../output.ts'

/** Has a server offer a model no more. */
export async function modelsUnloadCommand(
  options: ServerOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [name = ''] = positional
  await (await modelServer(options)).unload(name)
  output.print(`${name} is offered no more, until it is loaded`)
  output.emit({ model: name })
}
