import { TextgateError } from '@textgate/core'
import { nearestName } from './nearest-name.ts'

/**
 * Refuses a setting that there is not: what is misspelt must not be passed over. One that is undefined counts as not given.
 *
 * @param where - what has the settings, e.g. `startServer`
 * @param known - names that it has
 * @throws CONFIG_INVALID naming the setting, the known one that is nearest, and all that there are
 */
export function checkNames(settings: object, where: string, known: readonly string[]): void {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const unknown = given.find(([name]) => !known.includes(name))?.[0]
  if (unknown === undefined) return
  const nearest = nearestName(unknown, known)
  const meant = nearest === undefined ? '' : `perhaps ${nearest} is meant; `
  throw new TextgateError(
    'CONFIG_INVALID',
    `${where} has no setting ${JSON.stringify(unknown)}; ${meant}it has ${known.join(', ')}`,
    { details: { setting: unknown, nearest } },
  )
}
