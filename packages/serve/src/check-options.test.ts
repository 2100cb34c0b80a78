import { expect, test } from 'vitest'
import { startServerProcesses } from './processes/start-server-processes.ts'
import { startServer } from './server.ts'
import type { ServerOptions } from './server-settings.ts'
import { SETTING_NAMES } from './setting-names.ts'

const FORMS = {
  startServer,
  startServerProcesses: (options: ServerOptions) => startServerProcesses(options, 1),
}

test.each(Object.entries(FORMS))(
  '%s refuses a setting that there is not, and names it, the nearest one and all',
  async (name, start) => {
    const options = { folder: '/nowhere', drainMS: 1 } as ServerOptions
    const error = await start(options).catch((thrown: unknown) => thrown as Error)
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      details: { setting: 'drainMS', nearest: 'drainMs' },
    })
    const { message } = error as Error
    expect(message).toContain(
      `${name} has no setting "drainMS"; perhaps drainMs is meant; it has folder, models, host`,
    )
    for (const setting of SETTING_NAMES) expect(message).toContain(setting)
  },
)

test.each(Object.entries(FORMS))('%s passes over a setting that is undefined', async (_name, start) => {
  const options = { folder: '/nowhere', drainMS: undefined } as ServerOptions
  await expect(start(options)).rejects.toMatchObject({ code: 'BUNDLE_NOT_FOUND' })
})

test.each(Object.entries(FORMS))('%s must be told what to serve, once', async (_name, start) => {
  const models = [{ name: 'a', folder: '/a' }]
  for (const options of [{}, { folder: '/a', models }]) {
    await expect(start(options as unknown as ServerOptions)).rejects.toThrow('give it either folder')
  }
})
