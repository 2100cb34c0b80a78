import { PRESETS, parseConfig, type TextgateConfigInput } from '@textgate/core'
import { parse } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { configTemplate } from './config-template.ts'

test.each(Object.entries(PRESETS) as [string, TextgateConfigInput][])(
  'the commented configuration of preset %s parses to that preset',
  (_name, preset) => {
    const config = parseConfig(preset)
    expect(parseConfig(parse(configTemplate(config, './schema.json')))).toEqual(config)
  },
)

test('every key of the template stands below a comment', () => {
  const lines = configTemplate(parseConfig({}), './schema.json').split('\n')
  const keys = lines.flatMap((line, i) => (/^ {4,}"\w+": [^{]/.test(line) ? [i] : []))
  expect(keys.length).toBeGreaterThan(25)
  for (const i of keys) expect(lines[i - 1]).toMatch(/^\s+\/\/ \S/)
})
