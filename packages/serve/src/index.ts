export type { Prediction } from '@textgate/core'
export {
  type Classifier,
  type ClassifyOptions,
  type LoadClassifierOptions,
  loadClassifier,
} from './classifier.ts'
export { drainOnSignals } from './drain-on-signals.ts'
export type { NamedFolder } from './models-folder.ts'
export {
  DEFAULT_BODY_LIMIT_BYTES,
  DEFAULT_DRAIN_MS,
  DEFAULT_HOST,
  DEFAULT_MAX_TEXTS,
  DEFAULT_PORT,
  type ServerModels,
  type ServerSettings,
  type StartServerOptions,
  startServer,
  type TextgateServer,
} from './server.ts'
export type { ServerEvent } from './server-event.ts'
export type { TextModelOptions } from './text-model.ts'
