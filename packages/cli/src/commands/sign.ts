import { readBundle, signBundle } from '@textgate/core/node'
import { keyFile } from '../key-file.ts'
import type { Output } from '../output.ts'

export interface SignOptions {
  /** PEM file of the private key. */
  readonly key: string
}

/** Signs a bundle whose files are as its manifest says. */
export async function signCommand(
  { key: keyPath }: SignOptions,
  output: Output,
  [folder = '']: readonly string[],
): Promise<void> {
  const privateKey = await keyFile(keyPath)
  await readBundle(folder)
  const key = await signBundle(folder, privateKey)
  output.print(`signed ${folder} with key ${key}`)
  output.emit({ bundle: folder, key })
}
