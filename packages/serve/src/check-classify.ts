import { TextgateError } from '@textgate/core'
import type { ClassifyOptions } from './classifier.ts'

/**
 * A text in another type would reach the tokenizer and give a plausible, wrong answer.
 *
 * @throws REQUEST_INVALID naming what is wrong
 */
export function checkClassify(texts: unknown, { topK, deadline }: ClassifyOptions): void {
  if (!Array.isArray(texts)) throw invalid('texts must be a list of strings')
  const wrong = texts.findIndex((text) => typeof text !== 'string')
  if (wrong >= 0) throw invalid(`texts[${wrong}] must be a string, not ${typeof texts[wrong]}`)
  if (topK !== undefined && !isCount(topK))
    throw invalid(`topK must be an integer of at least 1, not ${topK}`)
  if (deadline !== undefined && !Number.isFinite(deadline))
    throw invalid(`deadline must be a time of performance.now() in milliseconds, not ${deadline}`)
}

export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

function invalid(message: string): TextgateError {
  return new TextgateError('REQUEST_INVALID', message)
}
