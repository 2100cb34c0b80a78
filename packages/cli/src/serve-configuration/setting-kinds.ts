import { resolve } from 'node:path'
import type { SettingKind } from './setting-kind.ts'

/** @param low - and `high`: in between, these included */
export function integer(low: number, high = Number.MAX_SAFE_INTEGER): SettingKind<number> {
  const isValid = (value: unknown) =>
    Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high
  return {
    must: `an integer of ${high === Number.MAX_SAFE_INTEGER ? `at least ${low}` : `${low} to ${high}`}`,
    argument: '<number>',
    parse: (text) => (/^\d+$/.test(text) && isValid(Number(text)) ? Number(text) : undefined),
    read: (json) => (isValid(json) ? (json as number) : undefined),
    show: String,
  }
}

/** A number in [0, 1]. */
export const share: SettingKind<number> = {
  must: 'a number between 0 and 1',
  argument: '<share>',
  parse: (text) => (text.trim() === '' ? undefined : share.read(Number(text), '')),
  read: (json) => (typeof json === 'number' && json >= 0 && json <= 1 ? json : undefined),
  show: String,
}

/** True or false; as a flag, given or not. */
export const toggle: SettingKind<boolean> = {
  must: 'true or false',
  parse: (text) => new Map([...TRUE, ...FALSE]).get(text.toLowerCase()),
  read: (json) => (typeof json === 'boolean' ? json : undefined),
  show: String,
}

const TRUE = ['true', '1'].map((text) => [text, true] as const)
const FALSE = ['false', '0'].map((text) => [text, false] as const)

/** Path of a file or folder. */
export const path: SettingKind<string> = {
  must: 'the path of a file or folder, and not what it holds',
  argument: '<path>',
  isHidden: true,
  parse: (text) => (isPath(text) ? text : undefined),
  read: (json, folder) => (typeof json === 'string' && isPath(json) ? resolve(folder, json) : undefined),
  show: String,
}

/** Neither a PEM nor an API key: such a mistake must not be printed as a path would be. */
export function isPath(text: string): boolean {
  return text !== '' && !/[\n\r\0]/.test(text) && !text.startsWith('-----BEGIN') && !text.startsWith('tgk_')
}

/** A name or an address. */
export const word: SettingKind<string> = {
  must: 'a text that is not empty',
  argument: '<name>',
  parse: (text) => (text === '' ? undefined : text),
  read: (json) => (typeof json === 'string' ? word.parse(json) : undefined),
  show: String,
}

export function choice<Name extends string>(...names: readonly Name[]): SettingKind<Name> {
  const find = (value: unknown) => names.find((name) => name === value)
  return {
    must: `one of ${names.join(', ')}`,
    argument: `<${names.join('|')}>`,
    parse: find,
    read: find,
    show: String,
  }
}
