import type { TextgateServer } from '@textgate/serve'
import type { SettingValues } from './serve-settings.ts'

/** A call of curl that the server answers, once what stands in capitals is filled in. */
export function exampleCall(
  { url, models }: Pick<TextgateServer, 'url' | 'models'>,
  values: SettingValues,
): string {
  const [model, ...others] = models
  const body = { text: '…', ...(others.length > 0 ? { model } : {}) }
  return [
    `curl ${url}/v1/classify`,
    ...(values['tls.cert'] === undefined ? [] : ['--cacert AUTHORITY.pem']),
    ...(values['tls.ca'] === undefined ? [] : ['--cert CLIENT.pem --key CLIENT.key']),
    ...(values.keys === undefined ? [] : [`-H 'x-api-key: KEY'`]),
    `-H 'content-type: application/json' -d '${JSON.stringify(body)}'`,
  ].join(' ')
}
