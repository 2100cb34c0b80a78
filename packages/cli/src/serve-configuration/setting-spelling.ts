import { type SettingName, settingOf } from './serve-settings.ts'

/** What all variables of the command begin with; one of no setting is refused. */
export const VARIABLE_PREFIX = 'TEXTGATE_SERVE_'

/** The flag of a setting, e.g. `--max-texts`. */
export function flagOf(name: SettingName): string {
  return `--${settingOf(name).flag?.name ?? words(name).join('-')}`
}

/** The variable of a setting, e.g. `TEXTGATE_SERVE_MAX_TEXTS`. */
export function variableOf(name: SettingName): string {
  return `${VARIABLE_PREFIX}${words(name).join('_').toUpperCase()}`
}

function words(name: SettingName): string[] {
  return name.replace(/[A-Z]/g, (letter) => `.${letter.toLowerCase()}`).split('.')
}
