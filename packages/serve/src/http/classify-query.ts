import { invalidRequest } from '../invalid-request.ts'
import { shown } from '../name-of.ts'
import { checkMembers, type ModelRequest, parseModelRequest } from './classify-request.ts'

const NUMBERS = ['top_k', 'timeout_ms', 'priority']
const MEMBERS = ['model', 'version', ...NUMBERS]

/**
 * What the query of `POST /v1/classify` says, where the body has lines of texts alone.
 *
 * @throws REQUEST_INVALID naming a parameter that is wrong, unknown or given twice
 */
export function parseClassifyQuery(query: Readonly<Record<string, unknown>>): ModelRequest {
  checkMembers(query, MEMBERS)
  const entries = Object.entries(query).map(([name, value]) => {
    if (typeof value !== 'string') throw invalidRequest(`the query has ${name} twice; give it once`)
    if (!NUMBERS.includes(name)) return [name, value] as const
    if (!/^\d{1,15}$/.test(value)) throw invalidRequest(`${name} must be an integer, not ${shown(value)}`)
    return [name, Number(value)]
  })
  return parseModelRequest(Object.fromEntries(entries))
}
