import { dirname, resolve } from 'node:path'
import { TextgateError } from '@textgate/core'
import { readConfigFile } from '../read-config-file.ts'
import { SETTING_NAMES, type SettingName, settingOf } from './serve-settings.ts'
import { type GivenValue, type SettingLayer, wrongValue } from './setting-layer.ts'

/**
 * Settings of a file, JSON with comments; relative paths are relative to it.
 *
 * @throws CONFIG_INVALID naming file and member
 */
export async function settingsOfFile(file: string): Promise<SettingLayer> {
  const layer = new Map<SettingName, GivenValue>()
  const folder = resolve(dirname(file))
  const take = (json: unknown, prefix: string) => {
    const what = prefix === '' ? file : `${file}: ${prefix.slice(0, -1)}`
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw new TextgateError(
        'CONFIG_INVALID',
        `${what} must be an object of settings; put them between braces`,
      )
    for (const [member, given] of Object.entries(json)) {
      const name = SETTING_NAMES.find((each) => each === `${prefix}${member}`)
      if (name !== undefined) {
        const from = `${file}: ${name}`
        const value = settingOf(name).kind.read(given, folder)
        if (value === undefined) throw wrongValue('CONFIG_INVALID', from, name, given)
        layer.set(name, { value, from })
      } else if (SETTING_NAMES.some((each) => each.startsWith(`${prefix}${member}.`))) {
        take(given, `${prefix}${member}.`)
      } else {
        throw unknownMember(what, member, prefix)
      }
    }
  }
  take(await readConfigFile(file, 'name an existing file'), '')
  return layer
}

function unknownMember(what: string, member: string, prefix: string): TextgateError {
  const known = SETTING_NAMES.filter((name) => name.startsWith(prefix)).map(
    (name) => name.slice(prefix.length).split('.')[0],
  )
  return new TextgateError(
    'CONFIG_INVALID',
    `${what} has the unknown member ${JSON.stringify(member)}; there are ${[...new Set(known)].join(', ')}`,
    { details: { member } },
  )
}
