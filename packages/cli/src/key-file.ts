import { readFile } from 'node:fs/promises'
import { TextgateError } from '@textgate/core'

/** The text of a file that holds a key. @throws SIGNING_KEY_INVALID where it cannot be read */
export async function keyFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause) => {
    throw new TextgateError(
      'SIGNING_KEY_INVALID',
      `the key ${path} cannot be read (${(cause as Error).message}); name a PEM file with an Ed25519 key`,
      { details: { path }, cause },
    )
  })
}
