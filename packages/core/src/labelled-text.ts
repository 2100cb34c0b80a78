/** One labelled text, as the data readers give it and the trainer takes it. */
export interface LabelledText {
  readonly text: string
  readonly label: string
}

/** A text with any number of labels, as for head multi. */
export interface MultiLabelledText {
  readonly text: string
  /** Each once; none is possible. */
  readonly labels: readonly string[]
}
