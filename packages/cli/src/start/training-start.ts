import { type TextgateConfig, TextgateError } from '@textgate/core'
import { type ConfigFlags, loadConfig } from '../load-config.ts'
import { fittingConfig, startingConfig } from './starting-config.ts'
import { openStartingPoint, type StartingPoint } from './starting-point.ts'

/** What the command line says about how a training begins. */
export interface StartFlags extends ConfigFlags {
  /** Folder of a bundle whose weights, tokenizer and configuration the training begins with. */
  readonly from?: string
  /** Whether head and n-grams are made anew, for the labels of the data. */
  readonly newHead?: boolean
}

/**
 * The configuration of a training, and the model that it begins with; none where its weights are to be random.
 *
 * @throws USAGE, CONFIG_INVALID as `loadConfig` and `fittingConfig`, BUNDLE_* as `readBundle`
 */
export async function trainingStart(
  flags: StartFlags,
): Promise<{ config: TextgateConfig; start: StartingPoint | undefined }> {
  const { from, newHead = false } = flags
  if (from === undefined) {
    if (!newHead) return { config: await loadConfig(flags), start: undefined }
    throw new TextgateError('USAGE', '--new-head needs --from BUNDLE, whose encoder it stands on')
  }
  const start = await openStartingPoint(from, newHead)
  const config = await loadConfig(flags, startingConfig(start))
  return { config: fittingConfig(config, start), start }
}
