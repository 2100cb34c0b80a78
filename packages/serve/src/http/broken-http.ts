import type { Socket } from 'node:net'

const STATUS: Readonly<Record<string, readonly [line: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the headers are too large; shorten them'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the request did not arrive in time; send it again'],
}

/** Answers what is no HTTP in the server's own shape of errors, and ends the connection. */
export function refuseBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [line, message] = STATUS[error.code ?? ''] ?? [
    '400 Bad Request',
    'the request is no HTTP/1.1; send it with an HTTP client',
  ]
  const body = JSON.stringify({ error: { code: 'REQUEST_INVALID', message } })
  const head = [
    `HTTP/1.1 ${line}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'content-type: application/json; charset=utf-8',
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
