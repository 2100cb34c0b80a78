export type { Prediction } from '@textgate/core'
export type { ApiKey } from './access/api-key.ts'
export { type NewApiKey, newApiKey } from './access/new-api-key.ts'
export type { TlsFiles } from './access/tls-files.ts'
export {
  type Classifier,
  type ClassifyOptions,
  type LoadClassifierOptions,
  loadClassifier,
} from './classifier.ts'
export { collectEarly } from './collect-early.ts'
export { drainOnSignals } from './drain-on-signals.ts'
export type { Execution } from './engine/engine.ts'
export { DEFAULT_MAX_BATCH } from './engine/micro-batches.ts'
export { DEFAULT_THREADS, type TextModelOptions } from './engine/text-model.ts'
export type { NamedFolder } from './models/find-models.ts'
export { type ChosenShape, chooseShape, type ServerShape } from './processes/choose-shape.ts'
export { startServerProcesses } from './processes/start-server-processes.ts'
export { type CreateServerOptions, createServer } from './server/create-server.ts'
export { type TextgatePluginOptions, textgatePlugin } from './server/textgate-plugin.ts'
export { startServer, type TextgateServer } from './server.ts'
export type { CallEvent, RequestEvent, ServerEvent, TextsEvent } from './server-event.ts'
export {
  DEFAULT_BODY_LIMIT_BYTES,
  DEFAULT_DRAIN_MS,
  DEFAULT_HOST,
  DEFAULT_HUNG_MS,
  DEFAULT_MAX_TEXT_LENGTH,
  DEFAULT_MAX_TEXTS,
  DEFAULT_MAX_WAITING,
  DEFAULT_PORT,
  type ServerModels,
  type ServerOptions,
  type ServerSettings,
} from './server-settings.ts'
export { startTracing, type Tracing } from './tracing/start-tracing.ts'
