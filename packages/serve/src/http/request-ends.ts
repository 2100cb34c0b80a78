import type { InferenceService } from '../service/inference-service.ts'
import { logRequests } from './log-requests.ts'
import type { RequestEnd } from './request-end.ts'

/**
 * All who are told of a request that has ended: the log of the service, where it has one.
 *
 * @param onEnd - told beside the log
 */
export function requestEnds({ logRequest }: InferenceService, onEnd?: RequestEnd): RequestEnd[] {
  return [...(onEnd ? [onEnd] : []), ...(logRequest ? [logRequests(logRequest)] : [])]
}
