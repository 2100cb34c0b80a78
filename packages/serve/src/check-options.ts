import { TextgateError } from '@textgate/core'
import { checkNames } from './check-names.ts'
import { checkSettings, type ServerOptions } from './server-settings.ts'
import { SETTING_NAMES } from './setting-names.ts'

/** A function that serves, and what it leaves to whoever listens. */
export interface ServerForm {
  /** As a program calls it. */
  readonly name: string
  /** Settings that mean nothing here. */
  readonly without: readonly (keyof ServerOptions)[]
  /** Where they belong. */
  readonly instead?: string
}

/**
 * Checks what a server is told before anything is started.
 *
 * @throws CONFIG_INVALID naming a setting that there is not, one that means nothing in this form, or one that is out of range
 */
export function checkOptions(options: ServerOptions, { name, without, instead }: ServerForm): void {
  const misplaced = without.find((setting) => options[setting] !== undefined)
  if (misplaced !== undefined) {
    const problem = `${name} takes no ${misplaced}, as it does not listen by itself; ${instead}`
    throw new TextgateError('CONFIG_INVALID', problem, { details: { setting: misplaced } })
  }
  const known = SETTING_NAMES.filter((setting) => !without.includes(setting))
  checkNames(options, name, known)
  if ((options.folder === undefined) === (options.models === undefined)) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `${name} must know what to serve; give it either folder, a bundle or a folder of models, or models, bundles by name`,
    )
  }
  checkSettings(options)
}
