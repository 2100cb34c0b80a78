import { TextgateError } from '@textgate/core'
import { nameOf } from './json-body.ts'
import { invalidRequest } from './request-error.ts'

/** A checked `POST /v1/classify`. */
export interface ClassifyRequest {
  /** At least one. */
  readonly texts: readonly string[]
  readonly model?: string
  readonly topK?: number
}

const MEMBERS = ['text', 'model', 'top_k']

/**
 * Checks the body `{ "text": string | string[], "model"?: string, "top_k"?: integer }`.
 *
 * @throws REQUEST_INVALID naming the member; REQUEST_TOO_LARGE for more than `maxTexts` texts
 */
export function parseClassifyRequest(body: Record<string, unknown>, maxTexts: number): ClassifyRequest {
  const unknown = Object.keys(body).find((name) => !MEMBERS.includes(name))
  if (unknown !== undefined) {
    throw invalidRequest(`${unknown} is no member of this request; it has ${MEMBERS.join(', ')}`)
  }
  const { model, top_k: topK } = body
  if (model !== undefined && typeof model !== 'string') {
    throw invalidRequest(`model must be a string, not ${nameOf(model)}`)
  }
  if (topK !== undefined && !(Number.isSafeInteger(topK) && (topK as number) >= 1)) {
    throw invalidRequest(`top_k must be an integer of at least 1, not ${JSON.stringify(topK)}`)
  }
  return {
    texts: parseTexts('text', typeof body.text === 'string' ? [body.text] : body.text, maxTexts),
    ...(model === undefined ? {} : { model }),
    ...(topK === undefined ? {} : { topK: topK as number }),
  }
}

/**
 * Checks a list of texts: strings, at least one, `maxTexts` at most.
 *
 * @param member - how messages name it
 */
export function parseTexts(member: string, texts: unknown, maxTexts: number): readonly string[] {
  if (texts === undefined) throw invalidRequest(`${member} is missing; give a string or a list of strings`)
  if (!Array.isArray(texts)) {
    throw invalidRequest(`${member} must be a string or a list of strings, not ${nameOf(texts)}`)
  }
  if (texts.length === 0) throw invalidRequest(`${member} is an empty list; give at least one text`)
  if (texts.length > maxTexts) {
    throw new TextgateError(
      'REQUEST_TOO_LARGE',
      `${member} has ${texts.length} texts, more than the ${maxTexts} that this server accepts; split the request`,
    )
  }
  const wrong = texts.findIndex((text) => typeof text !== 'string')
  if (wrong >= 0) throw invalidRequest(`${member}[${wrong}] must be a string, not ${nameOf(texts[wrong])}`)
  return texts
}
