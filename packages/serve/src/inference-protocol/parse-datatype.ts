import { invalidRequest } from '../invalid-request.ts'
import { shown } from '../name-of.ts'
import { DATATYPES, type Datatype } from '../service/tensor.ts'

/**
 * Checks the datatype of a request's tensor.
 *
 * @param what - how messages name the tensor, e.g. `input text`
 * @throws REQUEST_INVALID naming those that there are
 */
export function parseDatatype(what: string, datatype: unknown): Datatype {
  const found = DATATYPES.find((one) => one === datatype)
  if (found) return found
  throw invalidRequest(
    `the datatype of ${what} must be one of ${DATATYPES.join(', ')}, not ${shown(datatype)}`,
  )
}
