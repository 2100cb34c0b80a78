import type { ModelSource } from '../engine/model-source.ts'
import type { ServerOptions } from '../server-settings.ts'
import { findModels, namedModels, type VersionChoice } from './find-models.ts'

/**
 * What a server offers by its options.
 *
 * @param choice - of versions, in place of that of the options
 * @throws as `findModels` and `namedModels` do
 */
export async function sourcesOf(
  options: ServerOptions,
  choice: VersionChoice = options,
): Promise<ModelSource[]> {
  const { variant } = options
  const found = options.models ? namedModels(options.models) : await findModels(options.folder, choice)
  return found.map((source) => (source.kind === 'text' ? { ...source, variant } : source))
}
