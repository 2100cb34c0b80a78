const CHUNK = 8192 // arguments that every engine accepts

/** The string of units [start, end). It shares no memory with the text that the units came from. */
export function unitsToString(units: Uint16Array, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i += CHUNK) {
    text += String.fromCharCode.apply(
      null,
      units.subarray(i, Math.min(end, i + CHUNK)) as unknown as number[],
    )
  }
  return text
}
