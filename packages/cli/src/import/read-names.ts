import { readFile } from 'node:fs/promises'
import { TextgateError } from '@textgate/core'
import type { ModuleNames } from '@textgate/model-import'

const KEYS = ['embedding', 'recurrent', 'head']

/**
 * The map of names in a JSON file: for `embedding`, `recurrent` and `head` what the model file calls them.
 *
 * @throws CONFIG_INVALID naming what is wrong
 */
export async function readNames(file: string): Promise<ModuleNames> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw invalid(file, `it is no readable JSON (${(cause as Error).message})`, cause)
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid(file, 'it is no object')
  for (const [key, value] of Object.entries(json)) {
    if (!KEYS.includes(key)) throw invalid(file, `it has ${key}`)
    const names = key === 'recurrent' ? [value].flat() : [value]
    if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
      throw invalid(file, `${key} is no name`)
    }
  }
  return json as ModuleNames
}

function invalid(file: string, reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'CONFIG_INVALID',
    `${file} is no map of names: ${reason}; it has names for ${KEYS.join(', ')}, e.g. {"recurrent": "encoder.gru"}`,
    { details: { file, reason }, ...(cause === undefined ? {} : { cause }) },
  )
}
