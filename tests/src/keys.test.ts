import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'

describe('textgate keys new', () => {
  test('prints a key and the entry that holds its hash and what was asked for', async () => {
    const settings = ['--name', 'shop', '--models', 'intents, news-*', '--not-after', '2030-01-01', '--admin']
    const limits = ['--max-requests-per-second', '2.5', '--max-concurrent', '3']
    const run = await textgate(['keys', 'new', ...settings, ...limits, '--json'])
    const { key, entry } = run.json() as { key: string; entry: Record<string, unknown> }
    expect(entry).toEqual({
      name: 'shop',
      sha256: createHash('sha256').update(key).digest('hex'),
      models: ['intents', 'news-*'],
      admin: true,
      maxRequestsPerSecond: 2.5,
      maxConcurrent: 3,
      notAfter: '2030-01-01',
    })
  })

  test('shows the key and the entry to people, and another key each time', async () => {
    const runs = [await textgate(['keys', 'new']), await textgate(['keys', 'new'])]
    const keys = runs.map(({ stdout }) => /tgk_[\w-]{43}$/m.exec(stdout)?.[0] ?? '')
    expect(new Set(keys).size).toBe(2)
    for (const [i, { stdout }] of runs.entries()) {
      const entry = JSON.parse(stdout.slice(stdout.indexOf('{')))
      expect(entry.sha256).toBe(
        createHash('sha256')
          .update(keys[i] as string)
          .digest('hex'),
      )
    }
  })

  test.each([
    ['--not-after', 'soon', 'notAfter'],
    ['--max-requests-per-second', 'many', 'maxRequestsPerSecond'],
    ['--max-concurrent', '0', 'maxConcurrent'],
    ['--models', 'a,,b', 'models'],
  ])('refuses %s %s by name', async (option, value, member) => {
    const run = await textgate(['keys', 'new', option, value])
    expect(run.code).not.toBe(0)
    expect(run.stderr).toContain('CONFIG_INVALID')
    expect(run.stderr).toContain(member)
  })
})
