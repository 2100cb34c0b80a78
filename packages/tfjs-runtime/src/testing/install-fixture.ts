import { spawnSync } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { create } from 'tar'
import { temporaryFolder } from './temporary-folder.ts'

/** Why no installation can be tried here, or undefined. */
export function whyNoInstall(): string | undefined {
  if (process.platform === 'win32') return 'the native backend is not built on Windows'
  const compiler = process.env.CXX ?? 'c++'
  return spawnSync(compiler, ['--version']).status === 0
    ? undefined
    : `there is no C++ compiler (${compiler})`
}

/** A binding that compiles in no time with any headers, and is no Node addon. */
const BINDING = '#include "tensorflow/c/eager/c_api.h"\nextern "C" int textgate_fixture() { return 1; }\n'

/**
 * An npm that leaves tarballs of stand-ins, so that the installation is tried without a registry. Point
 * `npm_execpath` at it.
 */
export async function fakeNpm(): Promise<string> {
  const folder = temporaryFolder()
  const packages = {
    'tensorflow-tfjs-node-4.22.0': {
      'package.json': '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }',
      'index.js': "require('./lib/napi-v8/tfjs_binding.node')",
      'binding/tfjs_backend.cc': BINDING,
      'binding/tfjs_binding.cc': '',
    },
    'google-protobuf-3.21.4': { 'package.json': '{}' },
    'progress-2.0.3': { 'package.json': '{}' },
  }
  for (const [name, files] of Object.entries(packages)) {
    const source = join(folder, name)
    await writeFiles(join(source, 'package'), files)
    await create({ gzip: true, cwd: source, file: join(folder, `${name}.tgz`) }, ['package'])
  }
  const script = join(folder, 'npm-cli.js')
  await writeFile(
    script,
    `const { copyFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const to = process.argv[process.argv.indexOf('--pack-destination') + 1]
if (process.argv[2] === 'pack') {
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.tgz')) copyFileSync(join(__dirname, file), join(to, file))
  }
}`,
  )
  return script
}

/** A folder that looks like an unpacked libtensorflow, its library being no library. */
export async function brokenLibrary(): Promise<string> {
  const folder = temporaryFolder()
  await writeFiles(folder, {
    'lib/libtensorflow.so.2': 'this is no library\n',
    'include/tensorflow/c/eager/c_api.h': '\n',
    LICENSE: 'none\n',
  })
  return folder
}

/** The same, whose library is one and lacks everything that tfjs-node needs. */
export async function hollowLibrary(): Promise<string> {
  const folder = await brokenLibrary()
  const source = join(folder, 'hollow.cc')
  await writeFile(source, 'extern "C" int textgate_hollow() { return 1; }\n')
  const library = join(folder, 'lib', 'libtensorflow.so.2')
  const { status } = spawnSync(process.env.CXX ?? 'c++', ['-shared', '-fPIC', source, '-o', library])
  if (status !== 0) throw new Error('the fixture could not be compiled')
  return folder
}

/** The folder as a .tar.gz laid out like the official archive. */
export async function archiveOf(folder: string): Promise<string> {
  const file = join(temporaryFolder(), 'libtensorflow.tar.gz')
  await create({ gzip: true, cwd: folder, file }, ['./lib', './include', './LICENSE'])
  return file
}

/** What an installation left in a cache: names inside its `native` folder. */
export async function leftIn(cache: string): Promise<string[]> {
  return await readdir(join(cache, 'native')).catch(() => [])
}

/** Writes files by relative path. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}
