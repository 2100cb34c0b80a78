/** A header or the values of a metadata key. */
type HeaderValue = string | readonly string[] | undefined

/**
 * The key that a request brings: `Authorization: Bearer KEY`, or else `x-api-key: KEY`.
 *
 * @param header - value of a header or metadata key by its lower-case name
 * @returns undefined where there is none
 */
export function credentialOf(header: (name: string) => HeaderValue): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(first(header('authorization')) ?? '')?.[1]
  return bearer ?? first(header('x-api-key'))
}

function first(value: HeaderValue): string | undefined {
  return typeof value === 'object' ? value[0] : value
}
