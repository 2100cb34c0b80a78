import { Reader } from 'protobufjs/minimal.js'
import { type Message, type MessageValue, WIRE_TYPES } from './encode-message.ts'
import { type MessageField, type MessageName, ONNX_MESSAGES } from './onnx-messages.ts'

/**
 * Reads the bytes of a message of the ONNX subset: the way back from `encodeMessage`. Fields outside the subset are passed
 * over, so that files of other programs can be read too; large byte members are views, not copies. Repeated members that are
 * not there are absent, others too.
 *
 * @throws RangeError or Error where the bytes end too soon or are no protobuf
 */
export function decodeMessage(name: MessageName, bytes: Uint8Array): Message {
  const fields = FIELDS_BY_NUMBER[name]
  const reader = Reader.create(bytes)
  const message: Record<string, MessageValue | MessageValue[]> = {}
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const found = fields.get(tag >>> 3)
    if (!found) {
      reader.skipType(tag & 7)
      continue
    }
    const [member, field] = found
    const values = decodeField(field, tag & 7, reader, bytes)
    if (field.repeated) {
      const before = (message[member] ?? []) as MessageValue[]
      message[member] = before
      for (const value of values) before.push(value)
    } else message[member] = values.at(-1) as MessageValue
  }
  return message
}

/** One value, or those of a packed field. */
function decodeField(
  { type }: MessageField,
  wireType: number,
  reader: Reader,
  bytes: Uint8Array,
): MessageValue[] {
  if (type === 'int' || type === 'float') {
    const read = (): number => (type === 'int' ? integerOf(reader) : reader.float())
    if (wireType !== WIRE_TYPES.lengthDelimited) return [read()]
    const end = endOfValue(reader)
    const values: number[] = []
    while (reader.pos < end) values.push(read())
    return values
  }
  if (wireType !== WIRE_TYPES.lengthDelimited) throw new RangeError(`wire type ${wireType} for ${type}`)
  if (type === 'string') return [reader.string()]
  const end = endOfValue(reader)
  const body = bytes.subarray(reader.pos, end)
  reader.pos = end
  return [type === 'bytes' ? body : decodeMessage(type, body)]
}

/** Reads a length. */
function endOfValue(reader: Reader): number {
  const length = reader.uint32()
  const end = reader.pos + length
  if (end > reader.len) throw new RangeError(`a value ends at ${end} of ${reader.len} bytes`)
  return end
}

/** By its digits: protobufjs gives a number, or an object where it finds a package for 64-bit integers. */
function integerOf(reader: Reader): number {
  return Number(String(reader.int64()))
}

const FIELDS_BY_NUMBER = Object.fromEntries(
  Object.entries(ONNX_MESSAGES).map(([name, fields]) => [
    name,
    new Map(Object.entries(fields).map(([member, field]) => [field.number, [member, field] as const])),
  ]),
) as unknown as Readonly<Record<MessageName, ReadonlyMap<number, readonly [string, MessageField]>>>
