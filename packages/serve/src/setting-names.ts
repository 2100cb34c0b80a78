import type { ServerOptions } from './server-settings.ts'

/** A member for each setting: the compiler sees that none is missing. */
const SETTINGS: Readonly<Record<keyof ServerOptions, true>> = {
  folder: true,
  models: true,
  host: true,
  port: true,
  execution: true,
  workers: true,
  threads: true,
  maxBatch: true,
  maxWaiting: true,
  unknownBelow: true,
  variant: true,
  signedBy: true,
  versions: true,
  pinned: true,
  watchSeconds: true,
  allowControl: true,
  requireAgreement: true,
  agreementTexts: true,
  recentTexts: true,
  grpcPort: true,
  keys: true,
  metricsOpen: true,
  cacheBytes: true,
  tls: true,
  bodyLimitBytes: true,
  maxTexts: true,
  maxTextLength: true,
  drainMs: true,
  hungMs: true,
  pages: true,
  logRequests: true,
  logTexts: true,
  tracing: true,
  log: true,
}

/** Names of all settings of a server, those that say what it serves among them. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof ServerOptions)[]
