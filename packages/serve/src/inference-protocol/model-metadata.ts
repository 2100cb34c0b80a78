import type { InferenceService } from '../service/inference-service.ts'
import type { ModelDirectory } from '../service/model-directory.ts'
import { isTextModel, type ServedModel } from '../service/served-model.ts'
import type { TensorSpec } from '../service/tensor.ts'
import { VERSION } from '../version.ts'
import { TEXT_INPUTS, textOutputs } from './text-model-io.ts'

/** Name of the server in the protocol's metadata. */
const SERVER_NAME = 'textgate'

/** The protocol's name for models in ONNX. */
const PLATFORM = 'onnx_onnxv1'

/** Name, version and the extensions of the protocol that this server answers. */
export function serverMetadata({ control }: Pick<InferenceService, 'control'>) {
  const always = ['binary_tensor_data', 'classification', 'schedule_policy', 'statistics']
  return {
    name: SERVER_NAME,
    version: VERSION,
    extensions: control ? [...always, 'model_repository'].sort() : always,
  }
}

/** Name, versions, platform, inputs and outputs of a model. */
export function modelMetadata(model: ServedModel, models: ModelDirectory) {
  return {
    name: model.name,
    versions: models.versions(model.name).map(({ version }) => version),
    platform: PLATFORM,
    inputs: inputsOf(model).map(plainSpec),
    outputs: outputsOf(model).map(plainSpec),
  }
}

/** What requests give a model. */
export function inputsOf(model: ServedModel): readonly TensorSpec[] {
  return isTextModel(model) ? TEXT_INPUTS : model.inputs
}

/** What requests get of a model. */
export function outputsOf(model: ServedModel): readonly TensorSpec[] {
  return isTextModel(model) ? textOutputs(model) : model.outputs
}

function plainSpec({ name, datatype, shape }: TensorSpec) {
  return { name, datatype, shape: [...shape] }
}
