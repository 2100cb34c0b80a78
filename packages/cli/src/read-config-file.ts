import { readFile } from 'node:fs/promises'
import { TextgateError } from '@textgate/core'
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'

/**
 * Reads JSON with comments and trailing commas.
 *
 * @param wayOut - what to do where the file cannot be read
 * @throws CONFIG_INVALID for a file that cannot be read or parsed
 */
export async function readConfigFile(file: string, wayOut: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new TextgateError('CONFIG_INVALID', `the configuration ${file} cannot be read; ${wayOut}`, {
      details: { file },
      cause,
    })
  }
  const errors: ParseError[] = []
  const json: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true })
  const [error] = errors
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length
    throw new TextgateError(
      'CONFIG_INVALID',
      `${file} line ${line}: ${printParseErrorCode(error.error)}; correct the JSON there`,
      { details: { file, line } },
    )
  }
  return json
}
