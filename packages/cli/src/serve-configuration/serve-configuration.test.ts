import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as server from '@textgate/serve'
import { Command } from 'commander'
import { expect, onTestFinished, test } from 'vitest'
import { configurationLines, configurationObject } from './configuration-lines.ts'
import { exampleCall } from './example-call.ts'
import { type ConfigurationSources, serveConfiguration } from './serve-configuration.ts'
import { SETTING_NAMES, type SettingName, settingOf } from './serve-settings.ts'
import { serverOptions } from './server-options.ts'
import { flagOf, variableOf } from './setting-spelling.ts'
import { type GivenFlags, settingOptions } from './settings-of-flags.ts'

async function fileWith(settings: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-serve-config-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'serve.jsonc')
  await writeFile(file, typeof settings === 'string' ? settings : JSON.stringify(settings))
  return file
}

/** What commander makes of a command line. */
function parsed(...argv: string[]): GivenFlags {
  const command = new Command().exitOverride().option('--config <file>')
  for (const option of settingOptions()) command.addOption(option)
  return command.parse(argv, { from: 'user' }).opts()
}

function configured(sources: Partial<ConfigurationSources>) {
  return serveConfiguration({ flags: {}, folder: 'model', environment: {}, isTerminal: false, ...sources })
}

/** A value of each setting as a variable has it, and as the file has it. */
const SAMPLES: Readonly<Record<SettingName, readonly [text: string, json: unknown]>> = {
  folder: ['/models', '/models'],
  models: [
    'a=/b,c=/d',
    [
      { name: 'a', folder: '/b' },
      { name: 'c', folder: '/d' },
    ],
  ],
  variant: ['int8', 'int8'],
  unknownBelow: ['0.5', 0.5],
  versions: ['2', 2],
  pinned: ['a=3,b=1', { a: '3', b: '1' }],
  signedBy: ['/key.pem', '/key.pem'],
  watchSeconds: ['5', 5],
  allowControl: ['true', true],
  requireAgreement: ['0.98', 0.98],
  agreementTexts: ['/texts', '/texts'],
  recentTexts: ['50', 50],
  port: ['0', 0],
  host: ['0.0.0.0', '0.0.0.0'],
  grpcPort: ['8001', 8001],
  'tls.cert': ['/cert.pem', '/cert.pem'],
  'tls.key': ['/key.pem', '/key.pem'],
  'tls.ca': ['/ca.pem', '/ca.pem'],
  shape: ['workers', 'workers'],
  workers: ['3', 3],
  threads: ['2', 2],
  maxBatch: ['8', 8],
  cacheBytes: ['7', 7],
  drainMs: ['0', 0],
  hungMs: ['9', 9],
  keys: ['/keys.json', '/keys.json'],
  metricsOpen: ['1', true],
  pages: ['false', false],
  maxTexts: ['5', 5],
  maxTextLength: ['6', 6],
  bodyLimitBytes: ['1000', 1000],
  maxWaiting: ['11', 11],
  log: ['text', 'text'],
  logRequests: ['false', false],
  logTexts: ['true', true],
  tracing: ['0', false],
}

/** What makes a setting stand on its own. */
const COMPANIONS: Partial<Record<SettingName, Readonly<Record<string, string>>>> = {
  'tls.cert': { TEXTGATE_SERVE_TLS_KEY: '/key.pem' },
  'tls.key': { TEXTGATE_SERVE_TLS_CERT: '/cert.pem' },
  'tls.ca': { TEXTGATE_SERVE_TLS_CERT: '/cert.pem', TEXTGATE_SERVE_TLS_KEY: '/key.pem' },
}

test.each(SETTING_NAMES)('%s is the same as a flag, as a variable and in the file', async (name) => {
  const [text, json] = SAMPLES[name]
  const environment = COMPANIONS[name] ?? {}
  const folder = name === 'folder' || name === 'models' ? undefined : 'model'
  const variable = { ...environment, [variableOf(name)]: text }
  const byVariable = await configured({ folder, environment: variable })
  expect(byVariable.given.get(name)).toEqual({ value: json, from: variableOf(name) })

  const [outer, inner] = name.split('.') as [string, string?]
  const file = await fileWith({ [outer]: inner === undefined ? json : { [inner]: json } })
  const byFile = await configured({ folder, environment, flags: { config: file } })
  expect(byFile.given.get(name)).toEqual({ value: json, from: `${file}: ${name}` })

  if (name === 'folder') return
  const { kind, flag } = settingOf(name)
  const off = `--no-${flagOf(name).slice(2)}`
  const argv = kind.argument === undefined ? [json ? flagOf(name) : off] : [flagOf(name), text]
  const byFlag = await configured({ folder, environment, flags: parsed(...argv) })
  const value = flag?.unit === undefined ? json : Number(json) * flag.unit
  expect(byFlag.given.get(name)).toEqual({ value, from: flagOf(name) })
})

test('flags win over variables, variables over the file, the file over what is so unless given', async () => {
  const config = await fileWith(`{
    // comments and trailing commas are fine
    "port": 1, "maxTexts": 1, "threads": 1, "allowControl": true,
  }`)
  const environment = {
    TEXTGATE_SERVE_CONFIG: config,
    TEXTGATE_SERVE_PORT: '2',
    TEXTGATE_SERVE_MAX_TEXTS: '2',
  }
  const { values } = await configured({ environment, flags: parsed('--port', '3', '--no-allow-control') })
  expect(values).toMatchObject({ port: 3, maxTexts: 2, threads: 1, maxBatch: 32, allowControl: false })
})

test('paths of the file are relative to it, and those of flags to where one is', async () => {
  const config = await fileWith({ keys: 'keys.json', models: [{ name: 'a', folder: 'b' }] })
  const flags = { config, ...parsed('--signed-by', 'key.pem') }
  const { values } = await configured({ folder: undefined, flags })
  const folder = join(config, '..')
  expect(values.keys).toBe(join(folder, 'keys.json'))
  expect(values.models).toEqual([{ name: 'a', folder: join(folder, 'b') }])
  expect(values.signedBy).toBe('key.pem')
})

test('models that a flag names take the place of those of the file, but one source cannot name both', async () => {
  const config = await fileWith({ models: [{ name: 'a', folder: '/b' }] })
  const { values } = await configured({ folder: 'other', flags: { config } })
  expect(values).toMatchObject({ folder: 'other' })
  expect(values.models).toBeUndefined()
  const both = await fileWith({ folder: 'x', models: [{ name: 'a', folder: '/b' }] })
  await expect(configured({ flags: { config: both } })).rejects.toThrow(`${both}: folder and ${both}: models`)
  await expect(configured({ folder: undefined })).rejects.toMatchObject({ code: 'USAGE' })
})

test('what the help calls unless given is what the server does', async () => {
  const { values } = await configured({})
  expect(values).toMatchObject({
    ...{ port: server.DEFAULT_PORT, host: server.DEFAULT_HOST, threads: server.DEFAULT_THREADS },
    ...{ maxBatch: server.DEFAULT_MAX_BATCH, maxWaiting: server.DEFAULT_MAX_WAITING },
    ...{ maxTexts: server.DEFAULT_MAX_TEXTS, maxTextLength: server.DEFAULT_MAX_TEXT_LENGTH },
    ...{ bodyLimitBytes: server.DEFAULT_BODY_LIMIT_BYTES, drainMs: server.DEFAULT_DRAIN_MS },
    hungMs: server.DEFAULT_HUNG_MS,
  })
  for (const name of SETTING_NAMES) {
    const { initial, help } = settingOf(name)
    if (typeof initial === 'number') expect(help).toContain(`(${initial})`)
  }
})

test.each<[string, Partial<ConfigurationSources>, string]>([
  [
    'a variable',
    { environment: { TEXTGATE_SERVE_PORT: 'abc' } },
    'TEXTGATE_SERVE_PORT must be an integer of 0 to 65535, not "abc"',
  ],
  ['a flag', { flags: { port: '70000' } }, '--port must be an integer of 0 to 65535, not "70000"'],
  ['a flag with a unit', { flags: { cacheMb: '0' } }, '--cache-mb must be an integer of at least 1, not "0"'],
  ['a choice', { flags: { shape: 'round' } }, '--shape must be one of auto, processes, workers, not "round"'],
  [
    'an unknown variable',
    { environment: { TEXTGATE_SERVE_PROT: 'secret' } },
    'the variable TEXTGATE_SERVE_PROT is of no setting',
  ],
  ['half of TLS', { flags: { tlsCa: 'x' } }, '--tls-ca alone is not enough'],
])('%s that cannot be is refused by name, with the way out', async (_what, sources, message) => {
  const problem = configured(sources)
  await expect(problem).rejects.toThrow(message)
  await expect(problem).rejects.toThrow(/; (correct|remove|give)|: .*; give/)
  await expect(problem).rejects.not.toThrow('secret')
})

test.each([
  [{ port: '8000' }, 'port must be an integer of 0 to 65535, not "8000"'],
  [{ prot: 1 }, 'has the unknown member "prot"; there are folder, models, variant'],
  [{ tls: { crt: 'x' } }, 'tls has the unknown member "crt"; there are cert, key, ca'],
  [{ tls: 'x' }, 'tls must be an object of settings'],
  [[], 'must be an object of settings'],
  [{ execution: 'inline' }, 'has the unknown member "execution"'],
  [{ pinned: { a: 3 } }, 'pinned must be versions by model'],
])('a file with %j is refused by file and member', async (json, message) => {
  const config = await fileWith(json)
  await expect(configured({ flags: { config } })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  await expect(configured({ flags: { config } })).rejects.toThrow(message)
  await expect(configured({ flags: { config } })).rejects.toThrow(config)
})

test('a key or a certificate where a path belongs is refused without being shown', async () => {
  for (const secret of ['tgk_secret', '-----BEGIN PRIVATE KEY-----\nsecret']) {
    const problem = configured({ environment: { TEXTGATE_SERVE_KEYS: secret } })
    await expect(problem).rejects.toThrow('TEXTGATE_SERVE_KEYS must be the path of a file')
    await expect(problem).rejects.not.toThrow('secret')
  }
})

test('an empty variable counts as not given', async () => {
  const { given } = await configured({ environment: { TEXTGATE_SERVE_PORT: '', TEXTGATE_SERVE_CONFIG: '' } })
  expect(given.get('port')).toEqual({ value: 8000, from: 'default' })
})

test('requests are logged on a terminal and where it is said how; text is for terminals', async () => {
  const logOf = async (sources: Partial<ConfigurationSources>) => {
    const { log, logRequests } = (await configured(sources)).values
    return [log, logRequests]
  }
  expect(await logOf({ isTerminal: true })).toEqual(['text', true])
  expect(await logOf({})).toEqual(['json', false])
  expect(await logOf({ flags: { log: 'json' } })).toEqual(['json', true])
  expect(await logOf({ flags: { log: 'json', logRequests: false } })).toEqual(['json', false])
})

test("traces are made where OpenTelemetry's own variables ask for them", async () => {
  const tracingOf = async (environment: Record<string, string>) =>
    (await configured({ environment })).given.get('tracing')
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@collector:4318' }
  expect(await tracingOf(endpoint)).toEqual({ value: true, from: 'OTEL_EXPORTER_OTLP_ENDPOINT' })
  expect(await tracingOf({ OTEL_TRACES_EXPORTER: 'none', ...endpoint })).toMatchObject({ value: false })
  expect(await tracingOf({ OTEL_SDK_DISABLED: 'true', ...endpoint })).toMatchObject({ value: false })
  expect(await tracingOf({ TEXTGATE_SERVE_TRACING: 'false', ...endpoint })).toMatchObject({ value: false })
})

test('the configuration is shown with who gave each value', async () => {
  const configuration = await configured({ flags: { port: '0' }, environment: { TEXTGATE_SERVE_KEYS: '/k' } })
  const lines = configurationLines(configuration)
  expect(lines).toContainEqual(expect.stringMatching(/^folder +model +the argument$/))
  expect(lines).toContainEqual(expect.stringMatching(/^port +0 +--port$/))
  expect(lines).toContainEqual(expect.stringMatching(/^keys +\/k +TEXTGATE_SERVE_KEYS$/))
  expect(configurationObject(configuration)).toMatchObject({ port: { value: 0, from: '--port' } })
})

test('the server is told certificates as one setting, and neither shape nor log', async () => {
  const { values } = await configured({ flags: { tlsCert: 'c', tlsKey: 'k', log: 'json' } })
  const options = serverOptions(values)
  expect(options.tls).toEqual({ cert: 'c', key: 'k' })
  expect(Object.keys(options).filter((name) => /^(tls\.|shape|log$|workers)/.test(name))).toEqual([])
})

test('the call that is shown has what the server wants of a caller', async () => {
  const plain = await configured({})
  const one = { url: 'http://localhost:1', models: ['a'] }
  expect(exampleCall(one, plain.values)).toBe(
    `curl http://localhost:1/v1/classify -H 'content-type: application/json' -d '{"text":"…"}'`,
  )
  const guarded = await configured({ flags: { keys: 'k', tlsCert: 'c', tlsKey: 'k', tlsCa: 'a' } })
  const call = exampleCall({ ...one, models: ['a', 'b'] }, guarded.values)
  for (const part of ['--cacert', '--cert CLIENT', "-H 'x-api-key: KEY'", '"model":"a"'])
    expect(call).toContain(part)
})
