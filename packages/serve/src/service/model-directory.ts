import { TextgateError } from '@textgate/core'
import type { ServedModel } from './served-model.ts'

/** The versions of the models that a server offers at one moment; immutable, so that a request sees one state. */
export interface ModelDirectory {
  /** All versions, by name and then by version, ascending. */
  readonly all: readonly ServedModel[]
  /** Names, sorted. */
  readonly names: readonly string[]
  /** Versions of a model, ascending; none for an unknown name. */
  versions(name: string): readonly ServedModel[]
  /**
   * One version of a model, the highest unless given.
   *
   * @throws MODEL_NOT_FOUND naming what there is
   */
  find(name: string, version?: string): ServedModel
}

export function modelDirectory(models: readonly ServedModel[]): ModelDirectory {
  const byName = new Map<string, ServedModel[]>()
  const inOrder = [...models].sort((a, b) => compare(a.name, b.name) || Number(a.version) - Number(b.version))
  for (const model of inOrder) byName.set(model.name, [...(byName.get(model.name) ?? []), model])
  const names = [...byName.keys()]
  return {
    all: inOrder,
    names,
    versions: (name) => byName.get(name) ?? [],
    find: (name, version) => {
      const versions = byName.get(name)
      if (!versions) {
        const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`
        throw new TextgateError('MODEL_NOT_FOUND', `this server has no model ${name}; ${known}`)
      }
      const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version)
      if (found) return found
      throw new TextgateError(
        'MODEL_NOT_FOUND',
        `model ${name} has no version ${version}; it has ${versions.map((one) => one.version).join(', ')}`,
      )
    },
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
