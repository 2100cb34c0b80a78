import { newApiKey } from '@textgate/serve'
import type { Output } from '../output.ts'

export interface KeysNewOptions {
  readonly name: string
  readonly models?: readonly string[]
  readonly admin?: boolean
  readonly maxRequestsPerSecond?: number
  readonly maxConcurrent?: number
  readonly notAfter?: string
}

/** Prints a new key, which is shown this once, and the entry by which a server knows it. */
export async function keysNewCommand(options: KeysNewOptions, output: Output): Promise<void> {
  const { name, models, admin, maxRequestsPerSecond, maxConcurrent, notAfter } = options
  const { key, entry } = newApiKey({
    name,
    ...(models ? { models } : {}),
    ...(admin ? { admin } : {}),
    ...(maxRequestsPerSecond === undefined ? {} : { maxRequestsPerSecond }),
    ...(maxConcurrent === undefined ? {} : { maxConcurrent }),
    ...(notAfter === undefined ? {} : { notAfter }),
  })
  output.print(`key, for the client, shown this once: ${key}`)
  output.print("entry, for the list in the server's file of keys:")
  output.print(JSON.stringify(entry, null, 2))
  output.emit({ key, entry })
}
