import type { FixedDatatype } from '../raw-tensors.ts'

/** A value as its typed array takes it. */
export type JsonValue = number | bigint

/** Reads a value of JSON; undefined where it is none of the datatype. */
export type ValueReader = (value: unknown) => JsonValue | undefined

/** Bits of the integers. */
const BITS = { UINT8: 8, UINT16: 16, UINT32: 32, INT8: 8, INT16: 16, INT32: 32 } as const

/** What reads values of a datatype from JSON; 64-bit integers may be numbers up to 2^53 and bigints beyond. */
export function valueReader(datatype: Exclude<FixedDatatype, 'FP16'>): ValueReader {
  switch (datatype) {
    case 'BOOL':
      return (value) => (value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined)
    case 'FP32':
      return (value) => (typeof value === 'number' && Number.isFinite(Math.fround(value)) ? value : undefined)
    case 'FP64':
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)
    case 'INT64':
      return bigInteger((value) => BigInt.asIntN(64, value))
    case 'UINT64':
      return bigInteger((value) => BigInt.asUintN(64, value))
    default:
      return smallInteger(BITS[datatype], datatype.startsWith('U'))
  }
}

function smallInteger(bits: number, isUnsigned: boolean): ValueReader {
  const low = isUnsigned ? 0 : -(2 ** (bits - 1))
  const high = isUnsigned ? 2 ** bits - 1 : 2 ** (bits - 1) - 1
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high ? value : undefined
}

/** A number beyond 2^53 has lost digits already and is none. */
function bigInteger(wrap: (value: bigint) => bigint): ValueReader {
  return (value) => {
    if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) return undefined
    const integer = BigInt(value as number | bigint)
    return wrap(integer) === integer ? integer : undefined
  }
}
