import { TextgateError } from '@textgate/core'
import { SETTING_NAMES, type SettingName, settingOf } from './serve-settings.ts'
import { type GivenValue, type SettingLayer, wrongValue } from './setting-layer.ts'
import { VARIABLE_PREFIX, variableOf } from './setting-spelling.ts'

/** Names the file of settings, as `--config` does. */
export const CONFIG_VARIABLE = `${VARIABLE_PREFIX}CONFIG`

/**
 * Settings of variables `TEXTGATE_SERVE_…`; an empty one counts as not given.
 *
 * @throws CONFIG_INVALID naming a variable that is wrong or of no setting; values of unknown ones are not repeated
 */
export function settingsOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): SettingLayer {
  const layer = new Map<SettingName, GivenValue>()
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(VARIABLE_PREFIX) || variable === CONFIG_VARIABLE || !text) continue
    const name = SETTING_NAMES.find((each) => variableOf(each) === variable)
    if (name === undefined) throw unknownVariable(variable)
    const value = settingOf(name).kind.parse(text)
    if (value === undefined) throw wrongValue('CONFIG_INVALID', variable, name, text)
    layer.set(name, { value, from: variable })
  }
  return layer
}

function unknownVariable(variable: string): TextgateError {
  const known = [CONFIG_VARIABLE, ...SETTING_NAMES.map(variableOf)].join(', ')
  return new TextgateError(
    'CONFIG_INVALID',
    `the variable ${variable} is of no setting; remove it, or name one of ${known}`,
    { details: { variable } },
  )
}
