import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DATATYPES, type Datatype, type Tensor } from '../service/tensor.ts'
import { arrayOf, decodeRaw, encodeRaw, type FixedDatatype } from './raw-tensors.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('tensors as bytes', () => {
  test.each<[Datatype, Tensor['data'], string]>([
    ['BOOL', Uint8Array.of(1, 0), '0100'],
    ['UINT8', Uint8Array.of(255), 'ff'],
    ['UINT16', Uint16Array.of(0x0102), '0201'],
    ['UINT32', Uint32Array.of(0x01020304), '04030201'],
    ['UINT64', BigUint64Array.of(2n ** 64n - 2n), 'feffffffffffffff'],
    ['INT8', Int8Array.of(-1), 'ff'],
    ['INT16', Int16Array.of(-2), 'feff'],
    ['INT32', Int32Array.of(-2), 'feffffff'],
    ['INT64', BigInt64Array.of(-(2n ** 63n)), '0000000000000080'],
    ['FP16', Uint16Array.of(0x3c00), '003c'], // 1
    ['FP32', Float32Array.of(1, -2), '0000803f000000c0'],
    ['FP64', Float64Array.of(1), '000000000000f03f'],
    ['BYTES', ['é', ''], '02000000c3a900000000'],
  ])('%s is little-endian without padding', (datatype, data, expected) => {
    const shape = [data.length]
    const bytes = encodeRaw({ name: 'x', datatype, shape, data })
    expect(hex(bytes)).toBe(expected)
    expect(decodeRaw('x', datatype, shape, bytes)).toEqual({ name: 'x', datatype, shape, data })
  })

  test('of any place in a buffer give back what was encoded', () => {
    const fixed = DATATYPES.filter((datatype): datatype is FixedDatatype => datatype !== 'BYTES')
    fc.assert(
      fc.property(
        fc.constantFrom(...fixed),
        fc.uint8Array({ maxLength: 64 }),
        fc.nat(9),
        (datatype, random, offset) => {
          const size = arrayOf(datatype).BYTES_PER_ELEMENT
          const values = random.map((byte) => (datatype === 'BOOL' ? byte % 2 : byte))
          const length = Math.floor(values.length / size)
          const bytes = Buffer.concat([Buffer.alloc(offset), values.subarray(0, length * size)]).subarray(
            offset,
          )
          expect(hex(encodeRaw(decodeRaw('x', datatype, [length], bytes)))).toBe(hex(bytes))
        },
      ),
    )
  })

  test('texts of any characters give back themselves', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const tensor = { name: 'x', datatype: 'BYTES' as const, shape: [texts.length], data: texts }
        expect(decodeRaw('x', 'BYTES', tensor.shape, encodeRaw(tensor))).toEqual(tensor)
      }),
    )
  })

  test.each<[string, Datatype, number[], string, RegExp]>([
    ['too few bytes', 'FP32', [2], '0000803f', /4 bytes, and FP32 of shape \[2\] has 8/],
    ['too many bytes', 'INT8', [1], '0101', /2 bytes/],
    ['a BOOL of 2', 'BOOL', [1], '02', /neither 0 nor 1/],
    ['a text that is cut off', 'BYTES', [1], '0200000061', /element 0 of input x is cut off/],
    ['a length that is cut off', 'BYTES', [1], '0100', /cut off/],
    ['a length beyond everything', 'BYTES', [1], 'ffffffff61', /cut off/],
    ['a text too few', 'BYTES', [2], '0100000061', /1 elements/],
    ['a text too many', 'BYTES', [1], '01000000610100000061', /more than 1/],
    ['no UTF-8', 'BYTES', [1], '01000000ff', /no UTF-8/],
  ])('%s is refused', (_name, datatype, shape, bytes, message) => {
    expect(() => decodeRaw('x', datatype, shape, Buffer.from(bytes, 'hex'))).toThrow(message)
  })
})
