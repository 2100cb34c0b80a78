/** What values a setting has, and how they are written. */
export interface SettingKind<Value> {
  /** What a value must be, for messages. */
  readonly must: string
  /** What stands for the value in the help; a switch has none. */
  readonly argument?: string
  /** Of a flag or a variable; undefined where the text is no such value. */
  parse(text: string): Value | undefined
  /** Of the file; undefined where the JSON is no such value. Relative paths are relative to `folder`. */
  read(json: unknown, folder: string): Value | undefined
  /** How a value is shown to people. */
  show(value: Value): string
  /** Whether messages leave a wrong value out: where a path belongs, people put the secret itself. */
  readonly isHidden?: boolean
}
