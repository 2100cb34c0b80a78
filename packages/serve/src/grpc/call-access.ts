import type { Metadata } from '@grpc/grpc-js'
import type { AccessControl } from '../access/access-control.ts'
import type { Caller } from '../access/caller.ts'
import { credentialOf } from '../access/credential.ts'
import { guardedService } from '../access/guarded-service.ts'
import type { InferenceService } from '../service/inference-service.ts'

/** The service as the caller of one gRPC call may use it. */
export interface CallAccess {
  readonly service: InferenceService
  /** Name of the key; undefined where none is needed. */
  readonly caller: string | undefined
  /**
   * Begins a request of the call; what it returns ends it.
   *
   * @throws RATE_LIMITED above the limits of the caller's key
   */
  enter(): () => void
}

/**
 * Who calls, by the metadata `authorization` or `x-api-key`.
 *
 * @param keys - without them, everybody may do everything
 * @throws UNAUTHORIZED
 */
export function callAccess(
  service: InferenceService,
  keys: AccessControl | undefined,
  metadata: Metadata,
): CallAccess {
  if (!keys) return { service, caller: undefined, enter: () => () => undefined }
  const caller: Caller = keys.identify(credentialOf((name) => metadata.get(name).map(String)))
  return {
    service: guardedService(service, () => caller),
    caller: caller.name,
    enter: () => caller.enter(),
  }
}
