/** The states of all tokens in a graph, as poolings read them. */
export interface StatesGraph {
  /** All states, float [length, directions, batch, units]; not specified behind a row's end. Absent where only `final` is read. */
  readonly states: string
  /** State of each direction when it has read the whole row, float [directions, batch, units]; absent where the pooling has no last. */
  readonly final: string
}
