import type { TrainingRecord } from '@textgate/core'
import type { InferenceService } from '../service/inference-service.ts'
import type { ModelDirectory } from '../service/model-directory.ts'
import { isTextModel, type ServedModel } from '../service/served-model.ts'
import type { TensorSpec } from '../service/tensor.ts'
import type { Route } from './route.ts'

/** `GET /v1/models`, and the card of a model or of one of its versions. */
export function modelRoutes(service: InferenceService): Route[] {
  const card: Route['answer'] = ({ parameters: { model = '', version } }) =>
    cardOf(service.models.find(model, version))
  return [
    {
      method: 'GET',
      path: '/v1/models',
      answer: () => ({ models: listed(service.models) }),
    },
    { method: 'GET', path: '/v1/models/:model', answer: card },
    { method: 'GET', path: '/v1/models/:model/versions/:version', answer: card },
  ]
}

function listed(models: ModelDirectory) {
  return models.names.map((name) => {
    const newest = models.find(name)
    return {
      name,
      versions: models.versions(name).map(({ version }) => version),
      default_version: newest.version,
      kind: kindOf(newest),
    }
  })
}

/** What a model is; of a text model also what its bundle says of it. */
function cardOf(model: ServedModel) {
  const { name, version, inputs, outputs } = model
  const tensors = { inputs: inputs.map(plainSpec), outputs: outputs.map(plainSpec) }
  if (!isTextModel(model)) return { name, version, kind: kindOf(model), ...tensors }
  const { manifest, certificate, rule } = model.text
  const { labels, config, metrics, training, calibration, answers } = manifest
  return {
    name,
    version,
    kind: kindOf(model),
    labels,
    head: rule.head,
    encoder: config.model.encoder,
    metrics,
    certificate,
    training: withoutFiles(training),
    ...(calibration ? { calibration } : {}),
    ...(answers ? { answers } : {}),
    ...tensors,
  }
}

/** Where training data lay is nothing that a server tells. */
function withoutFiles({ data, ...training }: TrainingRecord): TrainingRecord {
  const rows = Object.entries(data).map(([part, record]) => [part, { rows: record.rows }] as const)
  return { ...training, data: Object.fromEntries(rows) }
}

function kindOf(model: ServedModel): 'text' | 'tensors' {
  return isTextModel(model) ? 'text' : 'tensors'
}

function plainSpec({ name, datatype, shape }: TensorSpec): TensorSpec {
  return { name, datatype, shape }
}
