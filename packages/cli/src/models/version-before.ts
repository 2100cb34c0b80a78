import { TextgateError } from '@textgate/core'
import type { ModelVersion } from './model-server.ts'

/**
 * The version to which a model goes back: the highest below the one that answers now.
 *
 * @param versions - of all models
 * @throws MODEL_NOT_FOUND where the model is not offered, or has no earlier version
 */
export function versionBefore(name: string, versions: readonly ModelVersion[]): string {
  const numbers = (list: readonly ModelVersion[]) => list.map(({ version }) => Number(version))
  const ofModel = versions.filter((each) => each.name === name)
  const offered = Math.max(...numbers(ofModel.filter(({ state }) => state === 'READY')))
  if (!Number.isFinite(offered)) {
    throw new TextgateError(
      'MODEL_NOT_FOUND',
      `the server offers no model ${name}; see \`textgate models list\`, or load it first`,
    )
  }
  const before = Math.max(...numbers(ofModel).filter((version) => version < offered))
  if (Number.isFinite(before)) return String(before)
  throw new TextgateError(
    'MODEL_NOT_FOUND',
    `model ${name} has no version before ${offered} in the server's folder; put one there, or name another with --to`,
  )
}
