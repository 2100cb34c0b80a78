import type { ServeSetting } from './serve-setting.ts'
import { choice, toggle } from './setting-kinds.ts'

const group = 'What it tells:'

/** What the server tells of itself. */
export const LOG_SETTINGS = {
  log: {
    kind: choice('json', 'text', 'off'),
    group,
    help: 'how events are written to standard error; text on a terminal and json elsewhere unless given',
  },
  logRequests: {
    kind: toggle,
    group,
    help: 'a line for each request and call, too; unless given, on a terminal and where --log says how',
  },
  logTexts: {
    kind: toggle,
    group,
    help: 'also write the TEXTS THAT PEOPLE SENT to the log: for a search for faults, and not for long',
    initial: false,
  },
  tracing: {
    kind: toggle,
    group,
    help: 'traces by OpenTelemetry; unless given, where OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_TRACES_EXPORTER is set',
  },
} as const satisfies Readonly<Record<string, ServeSetting>>
