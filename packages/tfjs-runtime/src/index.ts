export {
  BACKEND_ORDER,
  type BackendName,
  type BackendPreference,
  type ConsideredBackend,
} from './backend.ts'
export { type BackendState, type InspectBackendsOptions, inspectBackends } from './inspect-backends.ts'
export {
  DEFAULT_PYTHONS,
  type InstalledNativeBackend,
  type InstallNativeBackendOptions,
  installNativeBackend,
} from './install/install-native-backend.ts'
export type { FailedSource, InstallEvent, InstallStep } from './install/install-step.ts'
export { OFFICIAL_HOST } from './install/official-archive.ts'
export { cacheFolder, nativeFolder, TFJS_NODE_VERSION } from './native/native-folder.ts'
export { type PrepareBackendOptions, type PreparedBackend, prepareBackend } from './prepare-backend.ts'
export type { Tfjs } from './tfjs.ts'
