/** One labelled text, as the data readers give it and the trainer takes it. */
export interface LabelledText {
  readonly text: string
  readonly label: string
}
