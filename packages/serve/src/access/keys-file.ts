import { readFile } from 'node:fs/promises'
import { TextgateError } from '@textgate/core'
import type { ServerEvent } from '../server-event.ts'
import { type AccessControl, accessControl } from './access-control.ts'
import { type ApiKey, parseApiKeys } from './api-key.ts'
import { followRead } from './follow-read.ts'

/** Access by the keys of a file, which follows the file. */
export interface FollowedKeys {
  readonly access: AccessControl
  /** Follows the file no more. */
  close(): void
}

/**
 * Reads keys and goes on reading them whenever the file changes. A changed file that is not valid is told to `log`, and the
 * keys before it go on.
 *
 * @throws CONFIG_INVALID naming file and reason
 */
export async function followKeys(file: string, log?: (event: ServerEvent) => void): Promise<FollowedKeys> {
  const access = accessControl([])
  const read = () => readApiKeys(file)
  const { first, close } = await followRead([file], read, access.replace, log)
  access.replace(first)
  return { access, close }
}

/** @throws CONFIG_INVALID naming file and reason */
export async function readApiKeys(file: string): Promise<ApiKey[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : cause
    throw new TextgateError('CONFIG_INVALID', `keys: ${file} cannot be read: ${reason}`, {
      details: { file },
    })
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // Not the parser's own words: they repeat parts of the file.
    throw new TextgateError(
      'CONFIG_INVALID',
      `keys: ${file} is no JSON; correct it, or see \`textgate keys new\``,
      {
        details: { file },
      },
    )
  }
  return parseApiKeys(json, file)
}
