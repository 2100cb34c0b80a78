import { TextgateError } from '@textgate/core'
import type { Quantization } from '@textgate/onnx-export'

/**
 * The quantised forms that a command line names.
 *
 * @param names - with commas; none unless given
 * @throws USAGE naming one that does not exist
 */
export async function parseQuantizations(names: string | undefined): Promise<Quantization[]> {
  if (names === undefined) return []
  const { isQuantization, QUANTIZATIONS } = await import('@textgate/onnx-export')
  const given = names.split(',').map((name) => name.trim())
  return [...new Set(given)].map((name) => {
    if (isQuantization(name)) return name
    throw new TextgateError(
      'USAGE',
      `--quantize: "${name}" is none of ${QUANTIZATIONS.join(', ')}; see \`textgate help export\``,
    )
  })
}
