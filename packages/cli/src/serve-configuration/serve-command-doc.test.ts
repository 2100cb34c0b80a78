import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SETTING_NAMES, settingOf } from './serve-settings.ts'
import { flagOf, variableOf } from './setting-spelling.ts'

const page = readFileSync(new URL('../../../../docs/serve-command.md', import.meta.url), 'utf8')

test('the page about the command has a row for every setting, and no other', () => {
  const rows = page.split('\n').filter((line) => line.includes('`TEXTGATE_SERVE_') && line.startsWith('|'))
  expect(rows).toEqual(
    SETTING_NAMES.map((name) => {
      const flag = name === 'folder' ? 'the argument' : `\`${flagOf(name)}\``
      return `| \`${name}\` | ${flag} | \`${variableOf(name)}\` | ${settingOf(name).help} |`
    }),
  )
})
