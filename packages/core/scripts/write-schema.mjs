// Writes the configuration's JSON Schema into the package, for editors.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configJsonSchema } from '../dist/index.js'

const folder = join(import.meta.dirname, '../schema')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'config.schema.json'), `${JSON.stringify(configJsonSchema(), null, 2)}\n`)
