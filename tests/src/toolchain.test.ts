import { execFileSync } from 'node:child_process'
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PACKAGES, ROOT, readManifest } from './support/workspace.ts'

const root = readManifest(ROOT)

describe('every package', () => {
  test.each(PACKAGES)('$name says the same about licence, engines, modules and access', ({ manifest }) => {
    expect(manifest).toMatchObject({
      license: 'Apache-2.0',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20.19' },
      publishConfig: { access: 'public' },
    })
    expect(manifest.exports?.['./package.json']).toBe('./package.json')
  })

  test.each(PACKAGES)('$name runs every check', ({ manifest }) => {
    const checks = ['attw', 'build', 'prepack', 'publint', 'test', 'types']
    const hasTypes = Object.values(manifest.exports ?? {}).some((target) => typeof target !== 'string')
    if (hasTypes) checks.push('api')
    expect(Object.keys(manifest.scripts ?? {})).toEqual(expect.arrayContaining(checks))
  })

  test.each(PACKAGES)('$name is published without its tests and with a README', ({ folder, manifest }) => {
    expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'src', '!src/**/*.test.ts']))
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(readme).toContain(`# ${manifest.name}`)
    expect(readme).toMatch(/npm install/)
  })

  test.each(PACKAGES)('$name depends on its siblings by workspace:^', ({ manifest }) => {
    const internal = Object.entries(manifest.dependencies ?? {}).filter(([name]) =>
      name.startsWith('@textgate/'),
    )
    expect(internal.filter(([, range]) => range !== 'workspace:^')).toEqual([])
  })
})

describe('the workspace', () => {
  test('has the scripts that the README names', () => {
    expect(Object.keys(root.scripts ?? {})).toEqual(
      expect.arrayContaining(['bench', 'build', 'lint', 'quickstart', 'test', 'textgate']),
    )
  })

  test('installs the pnpm that packageManager names', () => {
    expect(root.packageManager).toBe(`pnpm@${root.devDependencies?.pnpm}`)
  })

  test('has a lockfile that names no registry', () => {
    const lockfile = readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8')
    expect(
      lockfile.match(/^.*(https?:|tarball:).*$/gm)?.filter((line) => !line.includes('deprecated:')) ?? [],
    ).toEqual([])
  })

  test('is checked from a clean clone by .ci/run', () => {
    const script = join(ROOT, '.ci/run')
    accessSync(script, constants.X_OK)
    expect(readFileSync(script, 'utf8')).toMatch(/^npm test$[\s\S]*^npm run quickstart$/m)
  })

  test('is checked on every supported Node version', () => {
    const workflow = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8')
    expect(workflow).toMatch(/node: \[20, 22, 24\]/)
  })

  test('has no Markdown link that leads nowhere', () => {
    const broken = markdownFiles().flatMap((file) => {
      const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '')
      return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1]?.split('#')[0] ?? '')
        .filter((link) => link !== '' && !/^[a-z]+:/.test(link) && !existsSync(join(dirname(file), link)))
        .map((link) => `${relative(ROOT, file)}: ${link}`)
    })
    expect(broken).toEqual([])
  })
})

describe('changesets', () => {
  test('release each package on its own', () => {
    const config = JSON.parse(readFileSync(join(ROOT, '.changeset/config.json'), 'utf8'))
    expect(config).toMatchObject({ fixed: [], linked: [], access: 'public', baseBranch: 'main' })
  })

  test('accept the workspace as it is', () => {
    const copy = copyOfManifests()
    expect(changeset(copy, 'status')).toMatch(/NO packages to be bumped|Packages to be bumped/)
    rmSync(copy, { recursive: true, force: true })
  })

  test('leave the dependents of core alone when it has a minor release', () => {
    const copy = copyOfManifests()
    for (const file of readdirSync(join(copy, '.changeset'))) {
      if (file.endsWith('.md') && file !== 'README.md') rmSync(join(copy, '.changeset', file))
    }
    writeFileSync(join(copy, '.changeset/one.md'), "---\n'@textgate/core': minor\n---\n\nAdds a thing.\n")
    changeset(copy, 'version')
    const changed = PACKAGES.filter(
      ({ name, manifest }) => readManifest(join(copy, 'packages', name)).version !== manifest.version,
    )
    expect(changed.map(({ name }) => name)).toEqual(['core'])
    rmSync(copy, { recursive: true, force: true })
  })
})

/** The workspace without its sources, as a Git repository of its own. */
function copyOfManifests(): string {
  const copy = mkdtempSync(join(tmpdir(), 'textgate-changesets-'))
  const manifests = [...PACKAGES.map(({ name }) => `packages/${name}`), 'tests', 'benchmarks', '.']
  const files = manifests.map((folder) => join(folder, 'package.json'))
  for (const file of [...files, 'pnpm-workspace.yaml', 'pnpm-lock.yaml', '.changeset']) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(ROOT, file), join(copy, file), { recursive: true })
  }
  git(copy, 'init', '--quiet', '--initial-branch=main')
  git(copy, 'add', '.')
  git(copy, 'commit', '--quiet', '--message', 'Start')
  return copy
}

function git(cwd: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...identity, ...args], { cwd, stdio: 'pipe' })
}

function changeset(cwd: string, ...args: string[]): string {
  const bin = join(ROOT, 'node_modules/@changesets/cli/bin.js')
  return execFileSync(process.execPath, [bin, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }, // CI services turn colours on
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The Markdown files of the project, without those of its dependencies and of generated pages. */
function markdownFiles(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      const skipped =
        /^(node_modules|dist|temp|api|etc|coverage|\..*)$/.test(entry.name) && entry.name !== '.changeset'
      return skipped ? [] : markdownFiles(path)
    }
    return entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md' ? [path] : []
  })
}
