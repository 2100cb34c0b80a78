import { connect } from 'node:net'

const WAIT_MS = 2_000

/** Requests that no client should send, as they go over the wire. */
const HOSTILE = [
  'POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"text": ',
  'POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 22\r\n\r\n{"text": {"a": "b"}}  ',
  `POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n${'['.repeat(5000)}`,
  'POST /v2/models/messages/infer HTTP/1.1\r\nhost: x\r\ninference-header-content-length: 99999999\r\ncontent-length: 2\r\n\r\n{}',
  'POST /v2/repository/models/..%2f..%2fetc/load HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n',
  `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'b'.repeat(100_000)}\r\n\r\n`,
  'POST /v1/classify HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\nzz\r\n',
  'POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"text"', // and no more
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0',
  '\x16\x03\x01\x02\x00\x01\x00',
]

/**
 * Sends one of the hostile requests and leaves.
 *
 * @param number - any; the requests take turns
 * @returns the first line of the answer; empty where none came before this client left, or the connection was cut
 */
export async function sendHostile(url, number) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setEncoding('latin1')
  let answer = ''
  socket.on('data', (text) => {
    answer += text
  })
  socket.on('error', () => {})
  socket.write(HOSTILE[number % HOSTILE.length], 'latin1')
  socket.setTimeout(WAIT_MS, () => socket.destroy())
  await new Promise((resolve) => socket.once('close', resolve))
  return answer.split('\r\n')[0] ?? ''
}
