import { modelServer, type ServerOptions } from '../models/model-server.ts'
import type { Output } from '../output.ts'
import { tableLines } from '../table.ts'

/** Prints every version that a server has, and whether it answers. */
export async function modelsListCommand(options: ServerOptions, output: Output): Promise<void> {
  const models = await (await modelServer(options)).index()
  const rows = models.map(({ name, version, state, reason }) => [name, version, state, reason])
  for (const line of tableLines([['model', 'version', 'state', 'reason'], ...rows], 'LRLL'))
    output.print(line)
  output.emit({ models })
}
