import type { ChosenShape, ServerEvent } from '@textgate/serve'
import type { SettingValues } from '../serve-configuration/serve-settings.ts'
import { textLine } from './text-line.ts'

/** What can be told: an event of the server, or how the command runs it. */
export type LogEvent =
  | ServerEvent
  | { readonly kind: 'configured'; readonly settings: object }
  | ({ readonly kind: 'shape-chosen' } & ChosenShape)

/** Where events of a server go. */
export interface ServerLog {
  write(event: LogEvent): void
  /** Writes what waits; else it is written once the event loop has gone round. */
  flush(): void
}

/**
 * Writes a line an event: JSON, or text for people. What comes at the same time is written at once.
 *
 * @returns undefined where nothing is to be written, so that the server makes no events
 */
export function serverLog(
  format: NonNullable<SettingValues['log']>,
  write: (text: string) => void,
): ServerLog | undefined {
  if (format === 'off') return undefined
  const lineOf = format === 'json' ? jsonLine : textLine
  let lines = ''
  const flush = () => {
    if (lines !== '') write(lines)
    lines = ''
  }
  return {
    flush,
    write: (event) => {
      if (lines === '') setImmediate(flush)
      lines += `${lineOf(new Date().toISOString(), event)}\n`
    },
  }
}

function jsonLine(time: string, event: LogEvent): string {
  return JSON.stringify({ time, ...event })
}
