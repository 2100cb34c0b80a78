import type { ServerModels, ServerOptions } from '@textgate/serve'
import type { SettingValues } from './serve-settings.ts'

/** What of the configuration the server is told; the log is the command's. */
export function serverOptions(values: SettingValues): ServerOptions {
  const {
    folder,
    models,
    shape,
    workers,
    log,
    'tls.cert': cert,
    'tls.key': key,
    'tls.ca': ca,
    ...settings
  } = values
  return {
    ...settings,
    ...modelsOf(folder, models),
    ...(cert === undefined || key === undefined
      ? {}
      : { tls: { cert, key, ...(ca === undefined ? {} : { ca }) } }),
  }
}

function modelsOf(folder: string | undefined, models: SettingValues['models']): ServerModels {
  return models === undefined ? { folder: folder ?? '' } : { models }
}
