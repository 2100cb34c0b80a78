import { byProbability, type TokenRun, tokenRuns } from '@textgate/core'
import { invalidRequest } from '../invalid-request.ts'
import { nameOf, shown } from '../name-of.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { chooseModel } from './choose-model.ts'
import { callOptionsOf, checkMembers, checkTextLength, parseModelRequest } from './classify-request.ts'
import { jsonBody } from './json-body.ts'
import type { Route } from './route.ts'

/**
 * Pieces of a text that are left out, one at a time, at most: what a request costs in texts. Fewer where the server takes fewer texts
 * a request.
 */
export const MAX_PIECES = 200

/** Tokens that one request may let the model read, about: a longer text is cut into fewer pieces. */
export const MAX_EXPLAINED_TOKENS = 400_000

/** Pieces that a text is cut into however long it is, and however few texts a request may have: fewer explain nothing. */
const MIN_PIECES = 16

const MEMBERS = ['text', 'model', 'version', 'label', 'timeout_ms', 'priority']

/**
 * `POST /v1/explain`: how much each piece of a text speaks for a label, the most probable one unless given: the fall of the
 * label's probability when the tokens of the piece are left out. (Zeiler and Fergus, "Visualizing and Understanding
 * Convolutional Networks", 2014; Li, Monroe and Jurafsky, "Understanding Neural Networks through Representation Erasure", 2016.)
 */
export function explainRoutes(service: InferenceService): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/explain',
      answer: async ({ headers, body, signal }) => {
        const json = jsonBody({ headers, body })
        checkMembers(json, MEMBERS)
        const { text, label } = json
        if (typeof text !== 'string') throw invalidRequest(`text must be a string, not ${nameOf(text)}`)
        checkTextLength('text', text, service.limits.maxTextLength)
        const request = parseModelRequest(json)
        const model = chooseModel(service, request)
        const { labels } = model.text.manifest
        const chosen = label === undefined ? undefined : labelIndex(label, labels)

        const { ids, offsets } = (await service.tokenizer(model)).encode(text)
        const runs = tokenRuns(offsets, piecesOf(ids.length, service.limits.maxTexts))
        const options = callOptionsOf(request, signal)
        const inputs = [ids, ...runs.map((run) => without(ids, run))]
        const probabilities = await service.probabilities(model, inputs, options) // [1 + runs, classes]
        const answer = chosen ?? (byProbability(probabilities.subarray(0, labels.length))[0] as number)
        const whole = probabilities[answer] as number
        return {
          model: model.name,
          version: model.version,
          label: labels[answer],
          probability: whole,
          tokens: runs.map(({ start, end }, i) => {
            const from = offsets[2 * start] as number
            const to = offsets[2 * end - 1] as number
            const left = probabilities[(i + 1) * labels.length + answer] as number
            return { token: text.slice(from, to), start: from, end: to, weight: whole - left }
          }),
        }
      },
    },
  ]
}

function piecesOf(tokens: number, maxTexts: number): number {
  const affordable = Math.floor(MAX_EXPLAINED_TOKENS / Math.max(1, tokens))
  const allowed = maxTexts - 1 // the text as it is counts, too
  return Math.max(MIN_PIECES, Math.min(MAX_PIECES, affordable, allowed))
}

function without(ids: Int32Array, { start, end }: TokenRun): Int32Array {
  const left = new Int32Array(ids.length - (end - start))
  left.set(ids.subarray(0, start))
  left.set(ids.subarray(end), start)
  return left
}

function labelIndex(label: unknown, labels: readonly string[]): number {
  const index = labels.indexOf(label as string)
  if (index >= 0) return index
  throw invalidRequest(
    `the model has no label ${shown(label)}; GET /v1/models lists its models, and their cards the labels`,
  )
}
