import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Names of all packages under a folder's node_modules, at every depth, sorted. */
export function installedPackages(folder: string): string[] {
  const found = new Set<string>()
  collect(join(folder, 'node_modules'), found)
  return [...found].sort()
}

function collect(modules: string, found: Set<string>): void {
  if (!existsSync(modules)) return
  for (const entry of readdirSync(modules)) {
    if (entry.startsWith('.')) continue
    const names = entry.startsWith('@')
      ? readdirSync(join(modules, entry)).map((name) => `${entry}/${name}`)
      : [entry]
    for (const name of names) {
      found.add(name)
      collect(join(modules, name, 'node_modules'), found)
    }
  }
}
