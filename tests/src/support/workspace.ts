import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import ts from 'typescript'

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

/** Absolute paths of the TypeScript sources that a package builds and publishes, sorted; its tests are not among them. */
export function sourcesOf({ folder }: Workspace): string[] {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile)
  return ts
    .parseJsonConfigFileContent(config, ts.sys, folder)
    .fileNames.map((file) => normalize(file))
    .sort()
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
