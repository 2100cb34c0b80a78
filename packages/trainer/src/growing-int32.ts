/** An int32 array that doubles its room as it fills. */
export function growingInt32() {
  let room = new Int32Array(1024)
  let length = 0
  return {
    get length(): number {
      return length
    },
    push(values: ArrayLike<number>): void {
      if (length + values.length > room.length) {
        const larger = new Int32Array(Math.max(room.length * 2, length + values.length))
        larger.set(room.subarray(0, length))
        room = larger
      }
      room.set(values, length)
      length += values.length
    },
    values: (): Int32Array => room.slice(0, length),
  }
}
