import type { UntypedServiceImplementation } from '@grpc/grpc-js'
import { isTextgateError } from '@textgate/core'
import { infer } from '../inference-protocol/infer.ts'
import { modelMetadata, serverMetadata } from '../inference-protocol/model-metadata.ts'
import { loadModel, repositoryIndex, unloadModel } from '../inference-protocol/model-repository.ts'
import { modelStatistics } from '../inference-protocol/model-statistics.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { type CallState, type GrpcContext, openMethod, unaryMethod } from './grpc-call.ts'
import { inferRequestOf, inferResponseOf, parametersOf } from './infer-message.ts'
import { streamMethod } from './infer-stream.ts'
import type {
  InferRequestMessage,
  InferResponseMessage,
  ModelMessage,
  RepositoryIndexMessage,
  RepositoryModelMessage,
} from './messages.ts'

/** The methods of `inference.GRPCInferenceService`. */
export function inferenceMethods(context: GrpcContext): UntypedServiceImplementation {
  const { service } = context
  return {
    ServerLive: openMethod(context, () => ({ live: true })),
    ServerReady: openMethod(context, () => ({ ready: isReady(service) })),
    ModelReady: unaryMethod<ModelMessage>(context, (message, state) => ({
      ready: isReady(state.service) && isOffered(state.service, message),
    })),
    ServerMetadata: unaryMethod(context, (_message, state) => serverMetadata(state.service)),
    ModelMetadata: unaryMethod<ModelMessage>(context, ({ name, version }, { service: { models } }) =>
      modelMetadata(models.find(name, given(version)), models),
    ),
    ModelInfer: unaryMethod<InferRequestMessage>(context, inferAnswer),
    ModelStreamInfer: streamMethod(context, inferAnswer),
    ModelStatistics: unaryMethod<ModelMessage>(context, async ({ name, version }, state) => ({
      model_stats: await modelStatistics(state.service, given(name), given(version)),
    })),
    RepositoryIndex: unaryMethod<RepositoryIndexMessage>(context, async ({ ready }, state) => ({
      models: await repositoryIndex(state.service, ready),
    })),
    RepositoryModelLoad: unaryMethod<RepositoryModelMessage>(context, async (message, state) => {
      await loadModel(state.service, message.model_name, parametersOf(message.parameters))
      return {}
    }),
    RepositoryModelUnload: unaryMethod<RepositoryModelMessage>(context, async (message, state) => {
      await unloadModel(state.service, message.model_name)
      return {}
    }),
  }
}

/** Whether requests can be answered now. */
export function isReady({ isOpen, isReady }: InferenceService): boolean {
  return isOpen && isReady
}

async function inferAnswer(message: InferRequestMessage, state: CallState): Promise<InferResponseMessage> {
  const model = state.service.models.find(message.model_name, given(message.model_version))
  const request = inferRequestOf(message, state.deadline - Date.now())
  return inferResponseOf(model, message.id, await infer(state.service, model, request, state.signal))
}

/** As of a server that waits for models: one that is not there is not ready, and no error. */
function isOffered({ models }: InferenceService, { name, version }: ModelMessage): boolean {
  try {
    models.find(name, given(version))
    return true
  } catch (error) {
    if (isTextgateError(error, 'MODEL_NOT_FOUND')) return false
    throw error
  }
}

/** A text of protobuf that is not given is empty. */
function given(text: string): string | undefined {
  return text === '' ? undefined : text
}
