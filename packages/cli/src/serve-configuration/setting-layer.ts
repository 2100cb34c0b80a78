import { type ErrorCode, TextgateError } from '@textgate/core'
import { type SettingName, settingOf } from './serve-settings.ts'

/** A value and who gave it: a flag, a variable, a file and its member, or nobody (`default`). */
export interface GivenValue {
  readonly value: unknown
  readonly from: string
}

/** What one source gives: the file, the environment or the command line. */
export type SettingLayer = ReadonlyMap<SettingName, GivenValue>

/** @returns that a value is none of its setting's, with who gave it, what it must be and the way out */
export function wrongValue(code: ErrorCode, from: string, name: SettingName, given: unknown): TextgateError {
  const { must, isHidden } = settingOf(name).kind
  const seen = isHidden ? '' : `, not ${JSON.stringify(given)}`
  return new TextgateError(code, `${from} must be ${must}${seen}; correct it, or leave it out`, {
    details: { from, setting: name },
  })
}
