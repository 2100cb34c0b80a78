import { TextgateError } from '@textgate/core'

/** What a name may be, and in words. */
export interface NameRule {
  readonly pattern: RegExp
  readonly words: string
}

/**
 * A name that its readers accept.
 *
 * @throws CONFIG_INVALID saying what it may hold
 */
export function checkName(name: string, { pattern, words }: NameRule): string {
  if (pattern.test(name)) return name
  throw new TextgateError(
    'CONFIG_INVALID',
    `${JSON.stringify(name)} cannot be the name of the model: it may have ${words}; choose another with --name`,
    { details: { name } },
  )
}
