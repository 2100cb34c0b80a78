import { readFileSync } from 'node:fs'

/** The members of `ServerOptions` of @textgate/serve that a file can hold, and into how many processes the server is split. */
export const SETTINGS = [
  'processes',
  ...['folder', 'models', 'host', 'port', 'execution', 'workers', 'threads', 'maxBatch', 'maxWaiting'],
  ...['unknownBelow', 'variant', 'signedBy', 'versions', 'pinned'],
  ...[
    'watchSeconds',
    'allowControl',
    'requireAgreement',
    'agreementTexts',
    'grpcPort',
    'keys',
    'tls',
    'metricsOpen',
    'cacheBytes',
  ],
  ...['bodyLimitBytes', 'maxTexts', 'maxTextLength', 'drainMs', 'hungMs'],
  ...['logRequests', 'logTexts', 'tracing'],
]

/**
 * Reads the file that TEXTGATE_SETTINGS names.
 *
 * @throws Error that names a setting which the server does not have: what is misspelt must not be passed over
 */
export function readSettings() {
  const file = process.env.TEXTGATE_SETTINGS
  const settings = JSON.parse(readFileSync(file, 'utf8'))
  const unknown = Object.keys(settings).find((name) => !SETTINGS.includes(name))
  if (unknown === undefined) return settings
  throw new Error(`${file}: no setting ${JSON.stringify(unknown)}; there are ${SETTINGS.join(', ')}`)
}
