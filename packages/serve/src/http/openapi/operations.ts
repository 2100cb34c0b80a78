import { NDJSON } from '../ndjson/ndjson-type.ts'
import type { JsonSchema } from './json-schema.ts'
import { CLASSIFY_QUERY } from './plain-schemas.ts'

/** What a route does, as the document tells it. */
export interface Operation {
  readonly summary: string
  readonly query?: Readonly<Record<string, JsonSchema>>
  /** Names of schemas by media type; `bytes` is any content. */
  readonly request?: Readonly<Record<string, string>>
  readonly isBodyOptional?: boolean
  /** The same of the answer of a 200. */
  readonly answer: Readonly<Record<string, string>>
}

const JSON_TYPE = 'application/json'
const BINARY_TYPE = 'application/octet-stream'
const json = (schema: string) => ({ [JSON_TYPE]: schema })

const metadata: Operation = { summary: 'Inputs and outputs of a model', answer: json('ModelMetadata') }
const ready: Operation = { summary: 'Whether a model can be asked', answer: json('ModelReady') }
const statistics: Operation = { summary: 'Counts and times of a model', answer: json('Statistics') }
const card: Operation = { summary: 'What a model is and how good it is', answer: json('Card') }
const infer: Operation = {
  summary: 'Tensors in, tensors out',
  request: { [JSON_TYPE]: 'InferRequest', [BINARY_TYPE]: 'bytes' },
  answer: { [JSON_TYPE]: 'InferResponse', [BINARY_TYPE]: 'bytes' },
}

/** Every route of the server, by method and path. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /metrics': { summary: 'Metrics for Prometheus', answer: { 'text/plain': 'bytes' } },
  'GET /v1/models': { summary: 'The models', answer: json('Models') },
  'GET /v1/models/:model': card,
  'GET /v1/models/:model/versions/:version': card,
  'POST /v1/classify': {
    summary: 'Labels for texts',
    query: CLASSIFY_QUERY,
    request: { [JSON_TYPE]: 'ClassifyRequest', [NDJSON]: 'TextLine' },
    answer: { [JSON_TYPE]: 'Predictions', [NDJSON]: 'AnswerLine' },
  },
  'POST /v1/explain': {
    summary: 'How much each piece of a text speaks for a label',
    request: json('ExplainRequest'),
    answer: json('Explanation'),
  },
  'GET /v2': { summary: 'Name, version and extensions of the server', answer: json('ServerMetadata') },
  'GET /v2/health/live': { summary: 'Whether the server runs', answer: json('Live') },
  'GET /v2/health/ready': { summary: 'Whether requests can be answered', answer: json('Ready') },
  'GET /v2/models/stats': { summary: 'Counts and times of all models', answer: json('Statistics') },
  'GET /v2/models/:model': metadata,
  'GET /v2/models/:model/ready': ready,
  'GET /v2/models/:model/stats': statistics,
  'POST /v2/models/:model/infer': infer,
  'GET /v2/models/:model/versions/:version': metadata,
  'GET /v2/models/:model/versions/:version/ready': ready,
  'GET /v2/models/:model/versions/:version/stats': statistics,
  'POST /v2/models/:model/versions/:version/infer': infer,
  'POST /v2/repository/index': {
    summary: 'Every version that there is, and its state',
    request: json('IndexRequest'),
    isBodyOptional: true,
    answer: json('RepositoryIndex'),
  },
  'POST /v2/repository/models/:model/load': {
    summary: 'Load a model, what is new of it, or a version',
    request: json('LoadRequest'),
    isBodyOptional: true,
    answer: json('Nothing'),
  },
  'POST /v2/repository/models/:model/unload': {
    summary: 'Offer a model no more',
    request: json('UnloadRequest'),
    isBodyOptional: true,
    answer: json('Nothing'),
  },
  'GET /openapi.json': { summary: 'This description', answer: json('OpenApi') },
  'GET /docs': { summary: 'This description as a page', answer: { 'text/html': 'bytes' } },
}
