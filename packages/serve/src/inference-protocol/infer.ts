import { invalidRequest } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import type { CallerSignal } from '../service/caller-signal.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { isTextModel, type ServedModel } from '../service/served-model.ts'
import type { Tensor } from '../service/tensor.ts'
import { callOptions } from './call-options.ts'
import { checkInputs } from './check-inputs.ts'
import { classesWanted, classification } from './classification.ts'
import type { InferRequest, RequestedOutput } from './infer-request.ts'
import { outputsOf } from './model-metadata.ts'
import { textAnswers } from './text-answers.ts'
import { textInputs } from './text-inputs.ts'
import { OUTPUTS } from './text-model-io.ts'

/**
 * Answers an inference request of either protocol: checks it, asks the service, and gives the outputs that were asked for in
 * their order. A text model takes texts or ids of its vocabulary, any other model its own tensors.
 *
 * @param signal - aborted when the caller has gone
 * @throws REQUEST_INVALID naming what is wrong, REQUEST_TOO_LARGE, and all that the service throws
 */
export async function infer(
  service: InferenceService,
  model: ServedModel,
  request: InferRequest,
  signal?: CallerSignal,
): Promise<Tensor[]> {
  const wanted = requestedOutputs(model, request.outputs)
  const classes = wanted.map(classesWanted)
  const names = wanted.map(({ name }) => name)
  const options = callOptions(request.parameters, signal)
  let outputs: readonly Tensor[]
  if (isTextModel(model)) {
    const inputs = textInputs(model, request.inputs, service.limits)
    outputs = textAnswers(model, await service.probabilities(model, inputs, options), names)
  } else {
    outputs = await service.run(model, checkInputs(model, request.inputs), names, options)
  }
  return outputs.map((output, i) => {
    const count = classes[i]
    if (count === undefined) return output
    const labels = output.name === OUTPUTS.probabilities ? model.text?.manifest.labels : undefined
    return classification(output, count, labels)
  })
}

/** @throws REQUEST_INVALID naming an output that the model has not, or one that is asked for twice */
export function requestedOutputs(
  model: ServedModel,
  outputs: readonly RequestedOutput[],
): readonly RequestedOutput[] {
  const known = outputsOf(model)
  if (outputs.length === 0) return known.map(({ name }) => ({ name }))
  for (const [i, { name }] of outputs.entries()) {
    if (!known.some((output) => output.name === name)) {
      const names = known.map((output) => output.name).join(' and ')
      throw invalidRequest(`the model has no output ${JSON.stringify(shortName(name))}; it has ${names}`)
    }
    if (outputs.findIndex((output) => output.name === name) < i) {
      throw invalidRequest(`outputs has ${name} twice; ask for it once`)
    }
  }
  return outputs
}
