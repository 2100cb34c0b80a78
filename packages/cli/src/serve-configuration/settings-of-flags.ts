import { Option } from 'commander'
import { SETTING_NAMES, type SettingName, settingOf } from './serve-settings.ts'
import { type GivenValue, type SettingLayer, wrongValue } from './setting-layer.ts'
import { flagOf } from './setting-spelling.ts'

/** What commander has read: a text, or for a switch whether it is on, by the camel-cased flag. */
export type GivenFlags = Readonly<Record<string, string | boolean | undefined>>

/** The options of the command, one a setting; each switch has one that turns it off, too, which the help leaves out. */
export function settingOptions(): Option[] {
  return SETTING_NAMES.filter((name) => name !== 'folder').flatMap((name) => {
    const { kind, help, group } = settingOf(name)
    const flag = flagOf(name)
    if (kind.argument !== undefined) return [new Option(`${flag} ${kind.argument}`, help).helpGroup(group)]
    const off = new Option(flag.replace('--', '--no-'), `not ${flag}`).hideHelp()
    return [new Option(flag, help).helpGroup(group), off]
  })
}

/**
 * Settings of the command line.
 *
 * @param folder - the argument, if there is one
 * @throws USAGE naming the flag
 */
export function settingsOfFlags(flags: GivenFlags, folder: string | undefined): SettingLayer {
  const layer = new Map<SettingName, GivenValue>()
  if (folder !== undefined) layer.set('folder', { value: folder, from: 'the argument' })
  for (const name of SETTING_NAMES) {
    const from = flagOf(name)
    const given = flags[new Option(from).attributeName()]
    if (given === undefined || name === 'folder') continue
    const { kind, flag } = settingOf(name)
    const value = typeof given === 'boolean' ? given : kind.parse(given)
    if (value === undefined) throw wrongValue('USAGE', from, name, given)
    layer.set(name, { value: flag?.unit === undefined ? value : Number(value) * flag.unit, from })
  }
  return layer
}
