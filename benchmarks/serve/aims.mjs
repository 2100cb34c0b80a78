/**
 * What textgate's server is to reach beside its peers on the same machine, as a share of the peer's figure: of answers a second
 * (`rate`) at least, of milliseconds (`p99`) at most.
 */
export const AIMS = [
  { caseId: 'connections-32', peer: 'fastapi-plain', figure: 'rate', atLeast: 5 },
  { caseId: 'connections-32', peer: 'fastapi-async', figure: 'rate', atLeast: 2.2 },
  { caseId: 'connections-32', peer: 'bare', figure: 'rate', atLeast: 0.8 },
  { caseId: 'connections-32', peer: 'fastapi-async', figure: 'p99', atMost: 0.3 },
  { caseId: 'connections-1', peer: 'unbatched', figure: 'rate', atLeast: 1 },
]

/** @param share - own figure by the peer's */
export function isMet({ atLeast = 0, atMost = Number.POSITIVE_INFINITY }, share) {
  return share >= atLeast && share <= atMost
}
