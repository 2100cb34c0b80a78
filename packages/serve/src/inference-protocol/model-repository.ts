import { TextgateError } from '@textgate/core'
import { invalidRequest } from '../invalid-request.ts'
import { shown } from '../name-of.ts'
import type { InferenceService } from '../service/inference-service.ts'
import type { ModelControl, ModelState } from '../service/model-control.ts'

/**
 * Every version that the server knows; without `control` those that it offers.
 *
 * @param ready - only those that can be asked
 */
export async function repositoryIndex(service: InferenceService, ready: boolean): Promise<ModelState[]> {
  const states = service.control
    ? await service.control.index()
    : service.models.all.map(
        ({ name, version }): ModelState => ({ name, version, state: 'READY', reason: '' }),
      )
  return ready ? states.filter(({ state }) => state === 'READY') : states
}

/**
 * Loads a model, or what is new of it, or the version of it that the parameter `version` names.
 *
 * @param parameters - those that the request has, by name
 * @throws REQUEST_INVALID for a version that is no string, or a parameter that brings files or a configuration, which nothing
 * reads here
 * @throws MODEL_CONTROL_OFF, MODEL_NOT_FOUND, MODEL_REFUSED
 */
export async function loadModel(
  service: InferenceService,
  name: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<void> {
  const foreign = Object.keys(parameters).find((one) => one === 'config' || one.startsWith('file:'))
  if (foreign !== undefined) {
    throw invalidRequest(
      `the parameter ${shown(foreign)} is not supported: models are read from the server's folder; leave it out`,
    )
  }
  const { version } = parameters
  if (version !== undefined && typeof version !== 'string') {
    throw invalidRequest(`the parameter version must be a string, such as "3", not ${shown(version)}`)
  }
  await controlOf(service, name).load(name, version)
}

/**
 * Offers a model no more.
 *
 * @throws MODEL_CONTROL_OFF, MODEL_NOT_FOUND
 */
export async function unloadModel(service: InferenceService, name: string): Promise<void> {
  await controlOf(service, name).unload(name)
}

function controlOf({ control }: InferenceService, name: string): ModelControl {
  if (!control) {
    throw new TextgateError(
      'MODEL_CONTROL_OFF',
      'this server does not load or unload models by request; allow it where the server is started, or restart it with other models',
    )
  }
  // A name becomes a folder's: it must not lead out of the models folder, or name it.
  if (name === '' || name.startsWith('.') || /[/\\\0]/.test(name)) {
    throw new TextgateError('MODEL_NOT_FOUND', `${JSON.stringify(name)} cannot be the name of a model`)
  }
  return control
}
