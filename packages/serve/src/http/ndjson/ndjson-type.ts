/** Media type of one JSON value a line (https://github.com/ndjson/ndjson-spec). */
export const NDJSON = 'application/x-ndjson'

/** Whether a content type is NDJSON, with or without parameters. */
export function isNdjson(type: string | undefined): boolean {
  if (type === undefined || type === 'application/json') return false // what nearly all clients send
  return type.split(';', 1)[0]?.trim().toLowerCase() === NDJSON
}
