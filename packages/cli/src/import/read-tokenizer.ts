import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BUNDLE_FILES, sha256Hex, TextgateError } from '@textgate/core'

/**
 * The text of the tokenizer that a model was trained with.
 *
 * @param model - file of the model, beside which `tokenizer.json` is looked for unless another file is named
 * @throws TOKENIZER_INVALID where it cannot be read, TOKENIZER_MISMATCH where it is another one
 */
export async function readTokenizer(
  model: string,
  fingerprint: string,
  named: string | undefined,
): Promise<string> {
  const file = named ?? join(dirname(model), BUNDLE_FILES.tokenizer)
  const json = await readFile(file, 'utf8').catch((cause) => {
    throw new TextgateError(
      'TOKENIZER_INVALID',
      `${file} cannot be read (${(cause as Error).message}); name the tokenizer.json of the model with --tokenizer`,
      { details: { file }, cause },
    )
  })
  const found = sha256Hex(json)
  if (found === fingerprint) return json
  throw new TextgateError(
    'TOKENIZER_MISMATCH',
    `${file} is not the tokenizer that ${model} was trained with: its SHA-256 is ${found}, not ${fingerprint}; name the tokenizer.json of the same bundle with --tokenizer`,
    { details: { file, found, expected: fingerprint } },
  )
}
