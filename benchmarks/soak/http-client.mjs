import { Client, Pool } from 'undici'

const CONNECTIONS = 32
const ANSWER_MS = 120_000
const TIMEOUTS = { headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, connectTimeout: ANSWER_MS }
/** Codes of undici for an answer that did not come in time; any other failure is one of the connection. */
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * A client over HTTP of some connections.
 *
 * @returns `ask(kind, texts, isRetry)`, which gives what a request of http-requests.mjs was answered: `version` and `rows`; or
 * `status` and `error`; or `cut`, where its connection was lost. A retry goes over a connection of its own
 */
export function httpClient(url, labels) {
  const pool = new Pool(url, { connections: CONNECTIONS, ...TIMEOUTS })

  async function ask(kind, texts, isRetry) {
    const client = isRetry ? new Client(url, TIMEOUTS) : pool
    try {
      const answer = await client.request({ method: 'POST', ...kind.send(texts) })
      const bytes = Buffer.from(await answer.body.arrayBuffer())
      if (answer.statusCode !== 200) return { status: String(answer.statusCode), error: bytes.toString() }
      return kind.read(answer.headers, bytes, labels)
    } catch (error) {
      if (TIMED_OUT.has(error.code)) return { status: 'no answer', error: error.message }
      return { cut: `${error.code ?? error.name}: ${error.message}` }
    } finally {
      if (isRetry) await client.destroy()
    }
  }
  return { ask, close: () => pool.destroy() }
}
