import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository's root folder. */
export const ROOT = join(import.meta.dirname, '../../..')

/** The members of a package.json that these tests read. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly license?: string
  readonly type?: string
  readonly engines?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly exports?: Readonly<Record<string, string | { types: string; default: string }>>
  readonly bin?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly packageManager?: string
  readonly publishConfig?: Readonly<Record<string, string>>
}

export interface Workspace {
  /** Name without the scope, e.g. `core`. */
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
}

/** The published packages, sorted by name. */
export const PACKAGES: readonly Workspace[] = readdirSync(join(ROOT, 'packages'))
  .filter((name) => existsSync(join(ROOT, 'packages', name, 'package.json')))
  .sort()
  .map((name) => {
    const folder = join(ROOT, 'packages', name)
    return { name, folder, manifest: readManifest(folder) }
  })

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

export function packageNamed(name: string): Workspace {
  const found = PACKAGES.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no package ${name}`)
  return found
}

/** Absolute paths of a package's TypeScript sources, without its tests and what only they use. */
export function sourcesOf({ folder }: Workspace): string[] {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$|^test[/\\]/.test(file))
    .sort()
    .map((file) => join(folder, 'src', file))
}

/** Source file of each entry point by subpath: `.` → src/index.ts. Entries that are no module are left out. */
export function entrySources({ folder, manifest }: Workspace): ReadonlyMap<string, string> {
  const entries = Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [[subpath, join(folder, target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'))] as const],
  )
  return new Map(entries)
}
