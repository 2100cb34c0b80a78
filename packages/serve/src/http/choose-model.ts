import { TextgateError } from '@textgate/core'
import { invalidRequest } from '../invalid-request.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { type ServedTextModel, textModel } from '../service/served-model.ts'

/**
 * The text model that a request asks; its name may be left out where there is but one model.
 *
 * @throws REQUEST_INVALID when there are several and no name, or the model takes tensors; MODEL_NOT_FOUND
 */
export function chooseModel(
  { models }: Pick<InferenceService, 'models'>,
  { model, version }: { readonly model?: string | undefined; readonly version?: string | undefined },
): ServedTextModel {
  const [only, ...others] = models.names
  if (model === undefined && others.length > 0) {
    throw invalidRequest(`this server has several models; set model to one of ${models.names.join(', ')}`)
  }
  const name = model ?? only
  if (name === undefined) {
    throw new TextgateError('MODEL_NOT_FOUND', 'this server has no model at present; load one, or ask later')
  }
  return textModel(models.find(name, version))
}
