import { byProbability, occlusionRuns, withoutRun } from '@textgate/core'
import { invalidRequest } from '../invalid-request.ts'
import { nameOf, shown } from '../name-of.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { chooseModel } from './choose-model.ts'
import { callOptionsOf, checkMembers, checkTextLength, parseModelRequest } from './classify-request.ts'
import { jsonBody } from './json-body.ts'
import type { Route } from './route.ts'

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
        const runs = occlusionRuns(offsets, service.limits.maxTexts - 1) // the text as it is counts, too
        const options = callOptionsOf(request, signal)
        // The text itself in words, as all who look at what people ask know it.
        const inputs = [text, ...runs.map((run) => withoutRun(ids, run))]
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

function labelIndex(label: unknown, labels: readonly string[]): number {
  const index = labels.indexOf(label as string)
  if (index >= 0) return index
  throw invalidRequest(
    `the model has no label ${shown(label)}; GET /v1/models lists its models, and their cards the labels`,
  )
}
