import { readFile } from 'node:fs/promises'
import { TextgateError } from '@textgate/core'
import type { ServerSettings } from '../server-settings.ts'

/** On what a new version must agree with the version before it. */
export interface Agreement {
  /** Share of equal answers, in [0, 1]. */
  readonly atLeast: number
  /** Texts on which a model's versions are compared; none gives no comparison. */
  texts(model: string): Promise<readonly string[]>
}

/**
 * What the settings require; nothing where they require no agreement.
 *
 * @param recent - the last texts that a model was asked, for settings without texts of their own
 * @throws CONFIG_INVALID when the file of the texts cannot be read
 */
export async function agreementOf(
  { requireAgreement: atLeast, agreementTexts: file }: ServerSettings,
  recent: Agreement['texts'],
): Promise<Agreement | undefined> {
  if (atLeast === undefined) return undefined
  if (file === undefined) return { atLeast, texts: recent }
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : cause
    throw new TextgateError(
      'CONFIG_INVALID',
      `agreementTexts ${file} cannot be read (${said}); name a file of texts`,
    )
  })
  const lines = content.split(/\r?\n/).filter((line) => line !== '')
  return { atLeast, texts: async () => lines }
}

/** @throws CONFIG_INVALID for settings of the agreement that are out of range, or of no use without each other */
export function checkAgreement({ requireAgreement, agreementTexts, recentTexts }: ServerSettings): void {
  if (requireAgreement !== undefined && !(requireAgreement >= 0 && requireAgreement <= 1))
    throw invalid(`requireAgreement must be in [0, 1], not ${requireAgreement}`)
  if (requireAgreement === undefined && agreementTexts !== undefined)
    throw invalid('agreementTexts is of no use without requireAgreement; give both, or leave it out')
  if (recentTexts === undefined) return
  if (requireAgreement === undefined)
    throw invalid('recentTexts is of no use without requireAgreement; give both, or leave it out')
  if (agreementTexts !== undefined)
    throw invalid('recentTexts and agreementTexts both say on what versions must agree; give one of them')
}

function invalid(message: string): TextgateError {
  return new TextgateError('CONFIG_INVALID', message)
}
