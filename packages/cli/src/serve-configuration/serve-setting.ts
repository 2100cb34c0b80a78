import type { SettingKind } from './setting-kind.ts'

/** One setting of `textgate serve`, however it is given. */
export interface ServeSetting {
  // biome-ignore lint/suspicious/noExplicitAny: each kind takes back only the values that it has given
  readonly kind: SettingKind<any>
  readonly help: string
  /** Heading of the help under which it stands. */
  readonly group: string
  /** Where the flag is not the name, and in which unit it counts. */
  readonly flag?: { readonly name: string; readonly unit?: number }
  /** What it is unless given, where that is always the same. Not taken from the server's code, which only `serve` loads. */
  readonly initial?: string | number | boolean
}
