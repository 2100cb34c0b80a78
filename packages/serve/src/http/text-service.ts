import type { ServedModel } from '../model-repository.ts'
import type { ServerEvent } from '../server-event.ts'

/** What the routes need of the server. */
export interface TextService {
  readonly models: ReadonlyMap<string, ServedModel>
  /** Texts of one request at most. */
  readonly maxTexts: number
  /** Largest body of a request, in bytes. */
  readonly bodyLimitBytes: number
  /** False from the moment the server is told to close. */
  readonly isOpen: boolean
  /** Whether texts can be answered now. */
  readonly isReady: boolean
  /** Class probabilities, row-major, shape [texts, classes]; at least one text. */
  probabilities(model: string, texts: readonly string[], signal: AbortSignal): Promise<Float32Array>
  readonly log: ((event: ServerEvent) => void) | undefined
}
