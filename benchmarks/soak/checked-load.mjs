import { randomGenerator } from '@textgate/core'
import { grpcClient, grpcTensors } from './grpc-client.mjs'
import { httpClient } from './http-client.mjs'
import { binaryTensors, jsonTensors, plainRequest } from './http-requests.mjs'

/** Texts of a request, at most. */
const MOST_TEXTS = 4
/** By how much probabilities may differ: texts of one run are padded to the longest. */
const TOLERANCE = 1e-4
/** What is kept of requests that went wrong. */
const TOLD = 20
const KINDS = [plainRequest, plainRequest, jsonTensors, binaryTensors, grpcTensors]

/**
 * Requests of all kinds whose answers are known.
 *
 * @param texts - that are sent @param known - of a version the probabilities of each text @param oldest - the lowest version that
 * may still answer
 * @returns `ask()`, one request, and once more over a new connection where its connection is cut; `seen`, what came of all:
 * `answered`, `retried`, which are those whose first connection was cut, `busy`, refused with SERVER_BUSY, `lost` and `wrong`, with
 * some of them in `problems`
 */
export function checkedLoad({ server, texts, labels, known, oldest }) {
  const random = randomGenerator('soak load')
  const http = httpClient(server.url, labels)
  const grpc = grpcClient(server.grpcPort, labels)
  const seen = { sent: 0, answered: 0, retried: 0, busy: 0, lost: 0, wrong: 0, problems: [] }
  const problem = (kind, what) => {
    if (seen.problems.length < TOLD) seen.problems.push(`${kind.name}: ${what}`)
  }

  function check(kind, chosen, { version, rows }) {
    const expected = known(version)
    const isRight = chosen.every((text, i) =>
      expected[text].every((probability, column) => Math.abs(probability - rows[i][column]) <= TOLERANCE),
    )
    if (isRight && Number(version) >= oldest()) {
      seen.answered += 1
      return
    }
    seen.wrong += 1
    problem(
      kind,
      isRight ? `version ${version} answered, which was replaced` : `version ${version} answered otherwise`,
    )
  }

  async function ask() {
    const kind = KINDS[seen.sent++ % KINDS.length]
    const client = kind === grpcTensors ? grpc : http
    const chosen = Array.from({ length: 1 + random.integer(MOST_TEXTS) }, () => random.integer(texts.length))
    const asked = chosen.map((text) => texts[text])
    let answer = await client.ask(kind, asked, false)
    if (answer.cut !== undefined) {
      seen.retried += 1
      answer = await client.ask(kind, asked, true)
    }
    if (answer.rows) return check(kind, chosen, answer)
    if (answer.error?.includes('SERVER_BUSY')) {
      seen.busy += 1
      return
    }
    seen.lost += 1
    problem(kind, answer.cut ?? `${answer.status} ${answer.error}`)
  }

  return {
    ask,
    seen,
    close: async () => {
      grpc.close()
      await http.close()
    },
  }
}
