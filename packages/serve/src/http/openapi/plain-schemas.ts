import { ERRORS } from '@textgate/core'
import { DATATYPES } from '../../service/tensor.ts'
import {
  count,
  described,
  dictionary,
  type JsonSchema,
  list,
  number,
  object,
  openObject,
  probability,
  ref,
  text,
} from './json-schema.ts'

const choice = {
  model: described(text, 'May be left out where the server has but one.'),
  version: described(text, 'The highest unless given.'),
}

const call = {
  timeout_ms: described(
    { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 },
    'Milliseconds after which the answer is of no more use.',
  ),
  priority: described(
    { type: 'integer', minimum: 0, maximum: 9 },
    'Requests of a higher one go first within their model; 0 unless given.',
  ),
}

const topK = described({ type: 'integer', minimum: 1 }, 'Labels that `probabilities` lists at most.')

const predictionMembers = {
  label: described({ type: ['string', 'null'] }, 'The answer; null where there is none.'),
  probability: described(probability, 'Of the most probable label.'),
  probabilities: described(dictionary(probability), 'By label, the most probable first.'),
}

const labels = described(list(text), 'Of head multi: all labels that are answered, the most probable first.')

const error = object({ code: { enum: Object.keys(ERRORS) }, message: text })

/** Parameters of `POST /v1/classify` in the address, for NDJSON. */
export const CLASSIFY_QUERY = { ...choice, top_k: topK, ...call }

/** Schemas of what goes in and out under /v1. */
export const PLAIN_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Error: object({ error }),
  TensorSpec: object({
    name: text,
    datatype: { enum: [...DATATYPES] },
    shape: described(list({ type: 'integer', minimum: -1 }), '-1 is any size.'),
  }),
  Models: object({
    models: list(
      object({
        name: text,
        versions: list(text, { minItems: 1 }),
        default_version: text,
        kind: { enum: ['text', 'tensors'] },
      }),
    ),
  }),
  TextCard: object(
    {
      name: text,
      version: text,
      kind: { const: 'text' },
      labels: list(text, { minItems: 2 }),
      head: { enum: ['single', 'multi', 'ordinal'] },
      encoder: text,
      metrics: described(
        openObject({}, { dev: { type: 'object' }, test: { type: 'object' } }),
        'Of the bundle.',
      ),
      certificate: described(
        openObject({
          texts: dictionary(count),
          largestDifference: number,
          tolerance: number,
          labelChanges: count,
        }),
        'Proof that the exported file answers like the trained model, of the bundle.',
      ),
      training: described(
        openObject({ backend: text, epochs: count, data: dictionary(object({ rows: count })) }),
        'Of the bundle, without the places of its data.',
      ),
      inputs: list(ref('TensorSpec')),
      outputs: list(ref('TensorSpec')),
    },
    { calibration: { type: 'object' }, answers: { type: 'object' } },
  ),
  TensorsCard: object({
    name: text,
    version: text,
    kind: { const: 'tensors' },
    inputs: list(ref('TensorSpec')),
    outputs: list(ref('TensorSpec')),
  }),
  Card: { oneOf: [ref('TextCard'), ref('TensorsCard')] },
  ClassifyRequest: object(
    { text: { oneOf: [text, list(text, { minItems: 1 })] } },
    { ...choice, top_k: topK, ...call },
  ),
  Prediction: object(predictionMembers, { labels }),
  Predictions: object({ model: text, version: text, predictions: list(ref('Prediction')) }),
  TextLine: {
    oneOf: [text, object({ text }, { id: { type: ['string', 'number'] } })],
  },
  AnswerLine: {
    oneOf: [
      object({ index: count, ...predictionMembers }, { labels, id: { type: ['string', 'number'] } }),
      object({ index: count, error }, { id: { type: ['string', 'number'] } }),
    ],
  },
  ExplainRequest: object(
    { text },
    { ...choice, label: described(text, 'The most probable one unless given.'), ...call },
  ),
  Explanation: object({
    model: text,
    version: text,
    label: text,
    probability,
    tokens: list(
      object({
        token: text,
        start: described(count, 'In UTF-16 units of the text.'),
        end: count,
        weight: described(
          { type: 'number', minimum: -1, maximum: 1 },
          "How much the label's probability falls when the piece is left out.",
        ),
      }),
    ),
  }),
}
