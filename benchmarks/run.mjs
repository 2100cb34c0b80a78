// pnpm bench NAME [CASE …] [--json] [--repeats N]: runs benchmarks/NAME.mjs, which exports
// `async function bench({ repeats, log, cases })` and returns the result of a report (lib/report.mjs).
// With cases, the rows of other cases stay as they are in the results file.
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { printTable, writeResult } from './lib/report.mjs'

const names = readdirSync(new URL('./', import.meta.url))
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -'.mjs'.length))
  .sort()

function usage(problem) {
  console.error(
    `${problem}\nusage: pnpm bench NAME [CASE …] [--json] [--repeats N], with NAME one of ${names.join(', ')}`,
  )
  process.exit(2)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, repeats: { type: 'string', default: '5' } },
    })
  } catch (error) {
    return usage(error.message)
  }
}

const { positionals, values } = readArguments()
const [name, ...cases] = positionals
if (name === undefined) usage('which benchmark?')
if (!names.includes(name)) usage(`no benchmark ${name}`)
const repeats = Number(values.repeats)
if (!Number.isInteger(repeats) || repeats < 1) usage(`--repeats ${values.repeats} is no positive integer`)

const { bench } = await import(new URL(`./${name}.mjs`, import.meta.url).href)
const result = await bench({ repeats, cases, log: (line) => console.error(line) })
printTable(result, values.json ? process.stderr : process.stdout)
console.error(`written to ${writeResult(result, { keepOtherCases: cases.length > 0 })}`)
if (values.json) console.log(JSON.stringify(result))
