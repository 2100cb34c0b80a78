import { resolve } from 'node:path'
import type { NamedFolder } from '@textgate/serve'
import type { SettingKind } from './setting-kind.ts'
import { isPath } from './setting-kinds.ts'

/** Versions by name of the model: `{"name": "3"}`, or `name=3,other=1`. */
export const pins: SettingKind<Readonly<Record<string, string>>> = {
  must: 'versions by model, as {"name": "3"} or name=3,other=1',
  argument: '<name=version,…>',
  parse: (text) => pins.read(pairsOf(text), ''),
  read: (json) =>
    isTexts(json) && Object.values(json).every((version) => /^[1-9]\d*$/.test(version)) ? json : undefined,
  show: showPairs,
}

/** Bundles by name: `[{"name": "a", "folder": "b"}]`, or `a=b,c=d`. */
export const namedFolders: SettingKind<readonly NamedFolder[]> = {
  must: 'folders of bundles by name, as [{"name": "a", "folder": "b"}] or a=b,c=d',
  argument: '<name=folder,…>',
  parse: (text) => {
    const pairs = Object.entries(pairsOf(text) ?? {})
    return namedFolders.read(
      pairs.map(([name, folder]) => ({ name, folder })),
      '.',
    )
  },
  read: (json, folder) => {
    if (!Array.isArray(json) || json.length === 0 || !json.every(isNamedFolder)) return undefined
    return json.map((model) => ({ name: model.name, folder: resolve(folder, model.folder) }))
  },
  show: (folders) => showPairs(Object.fromEntries(folders.map(({ name, folder }) => [name, folder]))),
}

function pairsOf(text: string): Record<string, string> | undefined {
  const pairs = text.split(',').map((pair) => /^\s*([^=]+?)\s*=\s*(.+?)\s*$/.exec(pair))
  return pairs.every((pair) => pair !== null)
    ? Object.fromEntries(pairs.map(([, name, value]) => [name, value]))
    : undefined
}

function isNamedFolder(json: unknown): json is NamedFolder {
  if (!isTexts(json)) return false
  const { name, folder, ...others } = json
  return name !== undefined && folder !== undefined && isPath(folder) && Object.keys(others).length === 0
}

function isTexts(json: unknown): json is Record<string, string> {
  return (
    typeof json === 'object' &&
    json !== null &&
    !Array.isArray(json) &&
    Object.values(json).every((value) => typeof value === 'string')
  )
}

function showPairs(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}
