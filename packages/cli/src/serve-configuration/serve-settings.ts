import type { ServerSettings } from '@textgate/serve'
import { LISTENING_SETTINGS } from './listening-settings.ts'
import { LOG_SETTINGS } from './log-settings.ts'
import { MODEL_SETTINGS } from './model-settings.ts'
import { RUNNING_SETTINGS } from './running-settings.ts'
import type { ServeSetting } from './serve-setting.ts'
import type { SettingKind } from './setting-kind.ts'

/** What the server can be told, and so what the command must know. `execution` is what `shape` says. */
type Name =
  | 'folder'
  | 'models'
  | 'shape'
  | 'log'
  | `tls.${keyof NonNullable<ServerSettings['tls']>}`
  | Exclude<keyof ServerSettings, 'execution' | 'log' | 'tls'>

/**
 * Every setting of `textgate serve`, by its name in the file; a dot stands for a member of a member. Flags, variables of the
 * environment, the help and what is printed at the start come from this table.
 */
export const SERVE_SETTINGS = {
  ...MODEL_SETTINGS,
  ...LISTENING_SETTINGS,
  ...RUNNING_SETTINGS,
  ...LOG_SETTINGS,
} as const satisfies Readonly<Record<Name, ServeSetting>>

export type SettingName = keyof typeof SERVE_SETTINGS

/** A value of each setting that has one. */
export type SettingValues = {
  readonly [Name in SettingName]?: (typeof SERVE_SETTINGS)[Name]['kind'] extends SettingKind<infer Value>
    ? Value
    : never
}

export const SETTING_NAMES = Object.keys(SERVE_SETTINGS) as readonly SettingName[]

export function settingOf(name: SettingName): ServeSetting {
  return SERVE_SETTINGS[name]
}
