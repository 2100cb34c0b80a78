import { tableLines } from '../table.ts'
import type { ServeConfiguration } from './serve-configuration.ts'
import { settingOf } from './serve-settings.ts'

/** The configuration for people: each setting, its value and who gave it. Keys and certificates are shown as paths alone. */
export function configurationLines({ given }: ServeConfiguration): string[] {
  const rows = [...given].map(([name, { value, from }]) => [name, settingOf(name).kind.show(value), from])
  return tableLines(rows, 'LLL')
}

/** The same for programs: `{ port: { value: 8000, from: 'default' } }`. */
export function configurationObject({ given }: ServeConfiguration): Record<string, unknown> {
  return Object.fromEntries(given)
}
