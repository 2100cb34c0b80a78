import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, it } from 'vitest'

const folder = new URL('./', import.meta.url)
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8')

/** Modules that `entry` reaches, relative ones followed. */
function reached(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen
  seen.add(entry)
  if (!entry.endsWith('.ts')) return seen
  for (const [, name] of textOf(entry).matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    if (name === undefined) continue
    const isRelative = name.startsWith('.')
    reached(isRelative ? posix.join(posix.dirname(entry), name) : name, seen)
  }
  return seen
}

it('the root entry uses nothing but @textgate/core: it runs in browsers and workers', () => {
  const foreign = [...reached('index.ts')].filter((name) => !name.endsWith('.ts'))
  expect(foreign).toEqual(['@textgate/core'])
  const globals = sources.filter((name) => /\b(?:process|Buffer|require|__dirname)\b[.(]/.test(textOf(name)))
  expect(globals).toEqual([])
})

it('one file alone knows @node-rs/jieba, and loads it only when called', () => {
  expect(sources.filter((name) => /from '@node-rs|import\('@node-rs/.test(textOf(name)))).toEqual([
    'jieba.ts',
  ])
  expect(textOf('jieba.ts')).not.toMatch(/from '@node-rs/)
})
