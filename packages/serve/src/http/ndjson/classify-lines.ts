import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { isTextgateError, predictionsOf } from '@textgate/core'
import { invalidRequest } from '../../invalid-request.ts'
import type { InferenceService } from '../../service/inference-service.ts'
import type { ServedTextModel } from '../../service/served-model.ts'
import { callOptionsOf, type ModelRequest } from '../classify-request.ts'
import { toFailure } from '../request-error.ts'
import { type LineGroup, lineGroups } from './line-groups.ts'
import type { TextLine } from './parse-line.ts'

/** Groups that are answered at once: enough to keep a worker busy while another group is read. */
const CONCURRENT_GROUPS = 4

/** How often a group is tried while the server has too much to do, and the first wait, in milliseconds, doubled each time. */
const BUSY = { tries: 8, firstMs: 20 } as const

/**
 * Answers the lines of a body in their order, a line each, as they come. No more is read than is answered and taken: a
 * client that does not read its answers is not read either.
 *
 * @param body - bytes of NDJSON, unpacked
 * @param signal - aborted when the client has gone
 */
export function classifyLines(
  service: InferenceService,
  model: ServedTextModel,
  request: ModelRequest,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Readable {
  return Readable.from(wholeGroups(service, body)).map(
    (group: LineGroup) => answerGroup(service, model, request, group, signal),
    { concurrency: CONCURRENT_GROUPS, signal },
  )
}

/** The groups, and where the body breaks off, as a broken gzip does, an error in place of the next line. */
async function* wholeGroups(
  service: InferenceService,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<LineGroup> {
  let next = 0
  try {
    for await (const group of lineGroups(body, service.limits)) {
      next = group.first + group.lines.length
      yield group
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    yield { first: next, lines: [invalidRequest(`the body breaks off here: ${reason}`)] }
  }
}

/** The lines of the answer. */
async function answerGroup(
  service: InferenceService,
  model: ServedTextModel,
  request: ModelRequest,
  { first, lines }: LineGroup,
  signal: AbortSignal,
): Promise<string> {
  const { manifest, rule } = model.text
  const asked = lines.filter((line): line is TextLine => !(line instanceof Error))
  let failure: unknown
  const answers =
    asked.length === 0
      ? []
      : await probabilitiesWhenFree(service, model, request, asked, signal)
          .then((all) => predictionsOf(all, manifest.labels, rule, request.topK))
          .catch((error: unknown) => {
            failure = error
            return []
          })
  let answered = 0
  const written = lines.map((line, i) => {
    const index = first + i
    if (line instanceof Error) return errorLine(index, undefined, line, service)
    const answer = answers[answered++]
    if (!answer) return errorLine(index, line.id, failure, service)
    return `${JSON.stringify({ index, id: line.id, ...answer })}\n`
  })
  return written.join('')
}

/** A stream is in no hurry: while the server has too much to do, it waits. */
async function probabilitiesWhenFree(
  service: InferenceService,
  model: ServedTextModel,
  request: ModelRequest,
  lines: readonly TextLine[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const options = callOptionsOf(request, signal)
  const texts = lines.map(({ text }) => text)
  for (let attempt = 1; ; attempt++) {
    try {
      return await service.probabilities(model, texts, options)
    } catch (error) {
      if (!isTextgateError(error, 'SERVER_BUSY') || attempt === BUSY.tries) throw error
      await delay(BUSY.firstMs * 2 ** (attempt - 1), undefined, { signal })
    }
  }
}

function errorLine(
  index: number,
  id: string | number | undefined,
  error: unknown,
  { limits }: InferenceService,
): string {
  const { code, message } = toFailure(error, limits.bodyLimitBytes)
  return `${JSON.stringify({ index, id, error: { code, message } })}\n`
}
