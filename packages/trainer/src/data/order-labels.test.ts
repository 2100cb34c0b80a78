import { expect, test } from 'vitest'
import { orderLabels } from './order-labels.ts'

test('numbers stand in the order of their values, not of their characters', () => {
  expect(orderLabels(['10', '-1', '9', '0.5'], null)).toEqual(['-1', '0.5', '9', '10'])
})

test('a configured order is kept, labels that do not occur included', () => {
  expect(orderLabels(['good', 'bad'], ['bad', 'fair', 'good'])).toEqual(['bad', 'fair', 'good'])
})

test.each([
  ['words without an order', ['bad', 'good'], null, /the label "bad" is no number; list all labels/],
  ['two spellings of a number', ['1', '1.0'], null, /two labels are the number 1/],
  ['an order that lacks a label', ['1', '2'], ['1', '3'], /lacks the label "2"/],
] as const)('%s are refused, naming data.labelOrder', (_, labels, order, reason) => {
  const ordered = (): string[] => orderLabels(labels, order === null ? null : [...order])
  expect(ordered).toThrow(reason)
  expect(ordered).toThrow('CONFIG_INVALID: data.labelOrder')
})
