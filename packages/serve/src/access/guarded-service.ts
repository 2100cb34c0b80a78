import type { InferenceService } from '../service/inference-service.ts'
import type { ModelControl } from '../service/model-control.ts'
import type { ModelDirectory } from '../service/model-directory.ts'
import { type Caller, checkIsAdmin, checkMayUse } from './caller.ts'

/**
 * The service as a caller may use it: other models than the caller's are not listed, and asking for one, or loading and
 * unloading without being an admin, is FORBIDDEN. Protocols that work on it need not know of keys.
 *
 * @param caller - who asks now; called anew at each use
 */
export function guardedService(service: InferenceService, caller: () => Caller): InferenceService {
  return {
    limits: service.limits,
    log: service.log,
    logRequest: service.logRequest,
    get models() {
      return visibleModels(service.models, caller())
    },
    get control() {
      return service.control && guardedControl(service.control, caller)
    },
    get isOpen() {
      return service.isOpen
    },
    get keepsConnections() {
      return service.keepsConnections
    },
    get isReady() {
      return service.isReady
    },
    probabilities: (model, inputs, options) => service.probabilities(model, inputs, options),
    run: (model, inputs, outputs, options) => service.run(model, inputs, outputs, options),
    tokenizer: (model) => service.tokenizer(model),
    metrics: () => service.metrics(),
    statistics: async (name, version) => {
      const who = caller()
      if (name !== undefined) checkMayUse(who, name)
      const all = await service.statistics(name, version)
      return all.filter((model) => who.mayUse(model.name))
    },
  }
}

function visibleModels(models: ModelDirectory, caller: Caller): ModelDirectory {
  return {
    all: models.all.filter(({ name }) => caller.mayUse(name)),
    names: models.names.filter((name) => caller.mayUse(name)),
    versions: (name) => (caller.mayUse(name) ? models.versions(name) : []),
    find: (name, version) => {
      checkMayUse(caller, name)
      return models.find(name, version)
    },
  }
}

function guardedControl(control: ModelControl, caller: () => Caller): ModelControl {
  const admin = (model: string) => {
    checkIsAdmin(caller())
    checkMayUse(caller(), model)
  }
  return {
    index: async () => {
      const who = caller()
      return (await control.index()).filter(({ name }) => who.mayUse(name))
    },
    load: async (name, version) => {
      admin(name)
      await control.load(name, version)
    },
    unload: async (name) => {
      admin(name)
      await control.unload(name)
    },
  }
}
