import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, relative, resolve, sep } from 'node:path'
import { fillConfig, PRESETS, type PresetName, TextgateError } from '@textgate/core'
import { configTemplate } from '../config-template.ts'
import type { Output } from '../output.ts'

export interface InitOptions {
  readonly preset: PresetName
  readonly force?: boolean
}

/** Writes a commented configuration with every key. */
export async function initCommand(
  options: InitOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const file = positional[0] ?? 'textgate.config.jsonc'
  const schema = createRequire(import.meta.url).resolve('@textgate/core/config.schema.json')
  const reference = relative(dirname(resolve(file)), schema)
    .split(sep)
    .join('/')
  const text = configTemplate(fillConfig(PRESETS[options.preset]), reference)
  try {
    await writeFile(file, text, { flag: options.force ? 'w' : 'wx' })
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    throw new TextgateError(
      'USAGE',
      exists
        ? `${file} is there already; give --force to replace it, or another name`
        : `${file} cannot be written (${(cause as Error).message}); choose another place`,
      { details: { file }, cause },
    )
  }
  output.print(`wrote ${file}; train with: textgate train --config ${file} --train FILE --out FOLDER`)
  output.emit({ file })
}
