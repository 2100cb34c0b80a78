import { availableParallelism } from 'node:os'
import { TextgateError } from '@textgate/core'
import { SETTING_NAMES, type SettingName, type SettingValues, settingOf } from './serve-settings.ts'
import type { GivenValue, SettingLayer } from './setting-layer.ts'
import { CONFIG_VARIABLE, settingsOfEnvironment } from './settings-of-environment.ts'
import { settingsOfFile } from './settings-of-file.ts'
import { type GivenFlags, settingsOfFlags } from './settings-of-flags.ts'

/** Processes at most unless told otherwise: each has every model. */
const MAX_PROCESSES = 8

/** Variables of OpenTelemetry of which one says that there are to be traces. */
const TRACING_VARIABLES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
]

/** Where settings come from. */
export interface ConfigurationSources {
  readonly flags: GivenFlags & { readonly config?: string }
  /** The argument of the command, if there is one. */
  readonly folder: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether standard error is a terminal. */
  readonly isTerminal: boolean
}

/** How the server is to run. */
export interface ServeConfiguration {
  /** Every setting that has a value and who gave it, in the order of the table. */
  readonly given: SettingLayer
  readonly values: SettingValues
}

/**
 * Flags win over the environment, the environment over the file, and the file over what is so unless given.
 *
 * @throws USAGE or CONFIG_INVALID naming who gave a value that cannot be, or what is missing
 */
export async function serveConfiguration(sources: ConfigurationSources): Promise<ServeConfiguration> {
  const { flags, folder, environment, isTerminal } = sources
  const file = flags.config ?? (environment[CONFIG_VARIABLE] || undefined)
  const layers = [
    file === undefined ? new Map() : await settingsOfFile(file),
    settingsOfEnvironment(environment),
    settingsOfFlags(flags, folder),
  ]
  const merged = new Map<SettingName, GivenValue>()
  for (const layer of layers) merge(merged, layer)
  if (!merged.has('folder') && !merged.has('models'))
    throw new TextgateError('USAGE', 'no model is named; give a bundle or a folder of models as the argument')
  checkTls(merged)
  const given = new Map<SettingName, GivenValue>()
  for (const name of SETTING_NAMES) {
    const value = merged.get(name) ?? initial(name, merged, environment, isTerminal)
    if (value) given.set(name, value)
  }
  const values = Object.fromEntries([...given].map(([name, { value }]) => [name, value])) as SettingValues
  return { given, values }
}

/** `folder` and `models` take each other's place: a flag names other models than the file. */
function merge(merged: Map<SettingName, GivenValue>, layer: SettingLayer): void {
  const [folder, models] = [layer.get('folder'), layer.get('models')]
  if (folder && models)
    throw new TextgateError(
      'CONFIG_INVALID',
      `${folder.from} and ${models.from} both name models; keep one of them`,
    )
  if (folder) merged.delete('models')
  if (models) merged.delete('folder')
  for (const [name, value] of layer) merged.set(name, value)
}

function checkTls(merged: SettingLayer): void {
  const given = (['tls.cert', 'tls.key', 'tls.ca'] as const).filter((name) => merged.has(name))
  if (given.length === 0 || (merged.has('tls.cert') && merged.has('tls.key'))) return
  const from = given.map((name) => merged.get(name)?.from).join(' and ')
  throw new TextgateError(
    'CONFIG_INVALID',
    `${from} alone is not enough: tls.cert and tls.key need each other; give both (--tls-cert and --tls-key)`,
  )
}

function initial(
  name: SettingName,
  merged: SettingLayer,
  environment: ConfigurationSources['environment'],
  isTerminal: boolean,
): GivenValue | undefined {
  const unlessGiven = (value: unknown) => ({ value, from: 'default' })
  if (name === 'workers') return unlessGiven(Math.min(availableParallelism(), MAX_PROCESSES))
  if (name === 'log') return unlessGiven(isTerminal ? 'text' : 'json')
  if (name === 'logRequests') return unlessGiven(isTerminal || merged.has('log'))
  if (name === 'tracing') return tracingOf(environment) ?? unlessGiven(false)
  const value = settingOf(name).initial
  return value === undefined ? undefined : unlessGiven(value)
}

/** OpenTelemetry's own variables say whether there are to be traces. */
function tracingOf(environment: ConfigurationSources['environment']): GivenValue | undefined {
  const off = environment.OTEL_TRACES_EXPORTER === 'none' || environment.OTEL_SDK_DISABLED === 'true'
  const variable = TRACING_VARIABLES.find((each) => environment[each])
  return off || variable === undefined ? undefined : { value: true, from: variable }
}
