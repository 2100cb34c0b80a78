import { Writer } from 'protobufjs/minimal.js'
import { type MessageField, type MessageName, ONNX_MESSAGES } from './onnx-messages.ts'

/** A message as plain data, keyed by the members of `ONNX_MESSAGES`; absent members are not written. */
export interface Message {
  readonly [member: string]: MessageValue | readonly MessageValue[] | undefined
}

/** One value of a member. */
export type MessageValue = number | string | Uint8Array | Message

/** The encoded message in pieces that follow each other; large byte members are views, not copies. */
export interface EncodedMessage {
  readonly pieces: readonly Uint8Array[]
  /** Sum of the pieces in bytes; may exceed what one protobuf message can hold. */
  readonly length: number
}

/** How protobuf writes the value after a tag. */
export const WIRE_TYPES = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const

/**
 * Protobuf bytes of a message of the ONNX subset. Repeated integers are written unpacked, as proto2 does, so that the
 * bytes equal those of ONNX's own serialiser.
 *
 * Only protobufjs' writer is used: its reflection compiles code at run time, which locked-down hosts forbid, and its
 * nested messages move every byte of the weights once a level.
 */
export function encodeMessage(name: MessageName, message: Message): EncodedMessage {
  const fields = ONNX_MESSAGES[name]
  for (const member of Object.keys(message)) {
    if (!(member in fields)) throw new TypeError(`encodeMessage: ${name} has no member ${member}`)
  }
  const pieces: Uint8Array[] = []
  for (const [member, field] of Object.entries(fields)) {
    const value = message[member]
    if (value === undefined) continue
    for (const single of field.repeated ? (value as readonly MessageValue[]) : [value as MessageValue]) {
      for (const piece of encodeField(field, single)) pieces.push(piece)
    }
  }
  return { pieces, length: pieces.reduce((sum, piece) => sum + piece.length, 0) }
}

function encodeField({ number, type }: MessageField, value: MessageValue): readonly Uint8Array[] {
  if (type === 'int')
    return [
      tag(number, WIRE_TYPES.varint)
        .int64(value as number)
        .finish(),
    ]
  if (type === 'float')
    return [
      tag(number, WIRE_TYPES.fixed32)
        .float(value as number)
        .finish(),
    ]
  if (type === 'string')
    return [
      tag(number, WIRE_TYPES.lengthDelimited)
        .string(value as string)
        .finish(),
    ]
  const body = type === 'bytes' ? bytesBody(value as Uint8Array) : encodeMessage(type, value as Message)
  // uint32 would wrap beyond 4 GiB; the caller refuses such a message before anyone reads its lengths.
  return [tag(number, WIRE_TYPES.lengthDelimited).uint32(body.length).finish(), ...body.pieces]
}

function tag(number: number, wireType: number): Writer {
  return Writer.create().uint32((number << 3) | wireType)
}

function bytesBody(bytes: Uint8Array): EncodedMessage {
  return { pieces: [bytes], length: bytes.length }
}

/** Pieces that follow each other as one array, after what comes before them. */
export function joinPieces(
  { pieces, length }: EncodedMessage,
  before: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(before.length + length)
  bytes.set(before)
  let position = before.length
  for (const piece of pieces) {
    bytes.set(piece, position)
    position += piece.length
  }
  return bytes
}
