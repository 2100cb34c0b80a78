import { invalidRequest, tooLarge } from '../invalid-request.ts'
import { nameOf, shortName, shown } from '../name-of.ts'
import type { CallerSignal } from '../service/caller-signal.ts'
import type { CallOptions, RequestLimits } from '../service/inference-service.ts'

/** What a request says of the model that it asks and how. */
export interface ModelRequest {
  readonly model?: string | undefined
  readonly version?: string | undefined
  readonly topK?: number | undefined
  readonly timeoutMs?: number | undefined
  readonly priority?: number | undefined
}

/** A checked `POST /v1/classify`. */
export interface ClassifyRequest extends ModelRequest {
  /** At least one. */
  readonly texts: readonly string[]
}

/** Milliseconds of a timeout at most: what a timer can hold. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** The service's highest priority. */
const MAX_PRIORITY = 9

const MEMBERS = ['text', 'model', 'version', 'top_k', 'timeout_ms', 'priority']

/**
 * Checks the body of `POST /v1/classify`.
 *
 * @throws REQUEST_INVALID naming the member; REQUEST_TOO_LARGE for too many texts, or one that is too long
 */
export function parseClassifyRequest(
  body: Record<string, unknown>,
  limits: Pick<RequestLimits, 'maxTexts' | 'maxTextLength'>,
): ClassifyRequest {
  checkMembers(body, MEMBERS)
  const { model, version, topK, timeoutMs, priority } = parseModelRequest(body)
  const texts = parseTexts(typeof body.text === 'string' ? [body.text] : body.text, limits)
  return { model, version, topK, timeoutMs, priority, texts }
}

/** @throws REQUEST_INVALID naming a member that the request does not have */
export function checkMembers(body: object, members: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !members.includes(name))
  if (unknown === undefined) return
  throw invalidRequest(`${shortName(unknown)} is no member of this request; it has ${members.join(', ')}`)
}

/** Checks what a request says beside its texts. @throws REQUEST_INVALID naming the member */
export function parseModelRequest(body: Readonly<Record<string, unknown>>): ModelRequest {
  const { model, version, top_k: topK, timeout_ms: timeoutMs, priority } = body
  return {
    model: optionalText('model', model),
    version: optionalText('version', version),
    topK: optionalInteger('top_k', topK, 1),
    timeoutMs: optionalInteger('timeout_ms', timeoutMs, 1, MAX_TIMEOUT_MS),
    priority: optionalInteger('priority', priority, 0, MAX_PRIORITY),
  }
}

/** How the service is asked. */
export function callOptionsOf(
  { timeoutMs, priority }: Pick<ModelRequest, 'timeoutMs' | 'priority'>,
  signal: CallerSignal,
): CallOptions {
  return {
    signal,
    priority,
    deadline: timeoutMs === undefined ? undefined : performance.now() + timeoutMs,
  }
}

function parseTexts(texts: unknown, limits: Pick<RequestLimits, 'maxTexts' | 'maxTextLength'>): string[] {
  if (texts === undefined) throw invalidRequest('text is missing; give a string or a list of strings')
  if (!Array.isArray(texts)) {
    throw invalidRequest(`text must be a string or a list of strings, not ${nameOf(texts)}`)
  }
  if (texts.length === 0) throw invalidRequest('text is an empty list; give at least one text')
  if (texts.length > limits.maxTexts) {
    throw tooLarge(
      `text has ${texts.length} texts, more than the ${limits.maxTexts} that this server accepts; split the request`,
    )
  }
  for (let i = 0; i < texts.length; i++) {
    const text: unknown = texts[i]
    if (typeof text !== 'string') throw invalidRequest(`text[${i}] must be a string, not ${nameOf(text)}`)
    checkTextLength(`text[${i}]`, text, limits.maxTextLength)
  }
  return texts
}

/** @throws REQUEST_TOO_LARGE */
export function checkTextLength(what: string, text: string, maxTextLength: number): void {
  if (text.length <= maxTextLength) return
  throw tooLarge(
    `${what} has ${text.length} characters, more than the ${maxTextLength} that this server accepts; shorten or split it`,
  )
}

function optionalText(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw invalidRequest(`${name} must be a string, not ${nameOf(value)}`)
}

function optionalInteger(name: string, value: unknown, low: number, high = Number.MAX_SAFE_INTEGER) {
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high) return value
  const range = high === Number.MAX_SAFE_INTEGER ? `at least ${low}` : `${low} to ${high}`
  throw invalidRequest(`${name} must be an integer of ${range}, not ${shown(value)}`)
}
