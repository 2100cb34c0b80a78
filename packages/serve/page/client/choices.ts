import type { PageWords } from '../words/page-words.ts'
import type { ModelChoice } from './model-client.ts'

/** Whether both are the same version of the same model. */
export function isSameChoice(one: ModelChoice, other: ModelChoice): boolean {
  return one.model === other.model && one.version === other.version
}

/** How the page names a model, with its version where it is not the default. */
export function nameOfChoice({ model, version }: ModelChoice, words: PageWords): string {
  return version === undefined ? model : `${model}, ${words.versionOf(version)}`
}
