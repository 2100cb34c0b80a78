import type { CallEvent } from '../server-event.ts'
import type { CallRecord } from './call-record.ts'

/** What an event tells of who asked which model. */
export function answeredBy({
  requestId,
  model,
  texts,
  caller,
  traceId,
}: CallRecord): Pick<CallEvent, 'requestId' | 'model' | 'version' | 'texts' | 'caller' | 'traceId'> {
  return {
    requestId,
    ...(model ? { model: model.name, version: model.version, texts } : {}),
    ...(caller === undefined ? {} : { caller }),
    ...(traceId === undefined ? {} : { traceId }),
  }
}
