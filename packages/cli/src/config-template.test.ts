import { fillConfig, PRESETS, parseConfig, type TextgateConfigInput } from '@textgate/core'
import { parse } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { configTemplate } from './config-template.ts'

test.each(Object.entries(PRESETS) as [string, TextgateConfigInput][])(
  'the commented configuration of preset %s parses to that preset',
  (_name, preset) => {
    const template = parse(configTemplate(fillConfig(preset), './schema.json'))
    expect(parseConfig(template)).toEqual(parseConfig(preset))
  },
)

test('where the template leaves the most tokens to auto, they follow how long texts are read', () => {
  const template = parse(configTemplate(fillConfig({}), './schema.json'))
  const edited = { ...template, model: { ...template.model, longText: 'windows' } }
  expect(parseConfig(edited).tokenizer.maxLength).toBeGreaterThan(parseConfig(template).tokenizer.maxLength)
})

test('every key of the template stands below a comment', () => {
  const lines = configTemplate(fillConfig({}), './schema.json').split('\n')
  const keys = lines.flatMap((line, i) => (/^ {4,}"\w+": [^{]/.test(line) ? [i] : []))
  expect(keys.length).toBeGreaterThan(25)
  for (const i of keys) expect(lines[i - 1]).toMatch(/^\s+\/\/ \S/)
})
