import { type Encoding, padBatch } from '@textgate/core'
import type { AttendedToken, TextClassifier } from '@textgate/gru-model'

/**
 * Tokens of one text with the attention that a model pays to them, in the order of the text.
 *
 * @param encoding - what the tokenizer's `encode` gives of the text
 * @throws ATTENTION_MISSING where the pooling has no attention
 */
export async function attendedText(
  model: Pick<TextClassifier, 'attention' | 'config'>,
  text: string,
  encoding: Encoding,
): Promise<AttendedToken[]> {
  const { attendedTokens } = await import('@textgate/gru-model')
  const attention = await model.attention(padBatch([encoding.ids]))
  return attendedTokens(text, encoding, attention, model.config.attentionHeads)
}

/** Mean of the heads, in [0, 1]; over the tokens of a text they sum to 1. */
export function meanWeight({ weight }: AttendedToken): number {
  return weight.reduce((sum, value) => sum + value, 0) / weight.length
}
