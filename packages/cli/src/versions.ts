import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Version of this package. */
export function cliVersion(): string {
  return (
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  ).version
}

/** Versions of textgate's packages that make a bundle. */
export function textgateVersions(): Record<string, string> {
  const names = ['@textgate/core', '@textgate/tokenizer', '@textgate/gru-model', '@textgate/trainer'] as const
  return Object.fromEntries(
    names.map((name) => [name, (require(`${name}/package.json`) as { version: string }).version]),
  )
}
