import type { Readable } from 'node:stream'

/** An answer of 200 whose body is sent as it is, in place of a value that becomes JSON. */
export class RawAnswer {
  readonly body: string | Uint8Array | Readable
  /** By lower-case name; content-type among them. */
  readonly headers: Readonly<Record<string, string>>

  constructor(body: string | Uint8Array | Readable, headers: Readonly<Record<string, string>>) {
    this.body = body
    this.headers = headers
  }
}
