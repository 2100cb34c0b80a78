/** Spans [start, end) in a growing buffer: `bounds[2i]`, `bounds[2i + 1]`. Reused from text to text. */
export interface SpanList {
  bounds: Int32Array
  count: number
}

export function createSpanList(): SpanList {
  return { bounds: new Int32Array(2048), count: 0 }
}

export function pushSpan(spans: SpanList, start: number, end: number): void {
  const at = spans.count * 2
  if (at === spans.bounds.length) {
    const grown = new Int32Array(spans.bounds.length * 2)
    grown.set(spans.bounds)
    spans.bounds = grown
  }
  spans.bounds[at] = start
  spans.bounds[at + 1] = end
  spans.count++
}
