/**
 * A path as it is seen from where the routes are mounted: `/v2` of `/models/v2` below `/models`.
 *
 * @param path - of a route or a request, below the prefix
 * @param prefix - as fastify has it: empty, or with a leading slash; may have parameters
 */
export function belowPrefix(path: string, prefix: string): string {
  const segments = prefix.replace(/\/$/, '').split('/').length
  return `/${path.split('/').slice(segments).join('/')}`
}
