// pnpm bench NAME [CASE …] [--json] [--repeats N] [--quick] [--minutes N] [--rate N]: runs benchmarks/NAME.mjs, which exports
// `async function bench({ repeats, log, cases, quick, minutes, rate })` and returns the result of a report (lib/report.mjs).
// With cases, the rows of other cases stay as they are in the results file. NAME.mjs may also export
// `fileName(result, { quick })`, where NAME itself will not do, and `render(path)`, which draws a results file and returns
// what it wrote.
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { printTable, writeResult } from './lib/report.mjs'

const names = readdirSync(new URL('./', import.meta.url))
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -'.mjs'.length))
  .sort()

function usage(problem) {
  console.error(
    `${problem}\nusage: pnpm bench NAME [CASE …] [--json] [--repeats N] [--quick] [--minutes N] [--rate N], with NAME one of ${names.join(', ')}`,
  )
  process.exit(2)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        repeats: { type: 'string', default: '5' },
        quick: { type: 'boolean', default: false },
        minutes: { type: 'string' },
        rate: { type: 'string' },
      },
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

/** A positive number, or undefined for an option that is not given. */
function numberOf(option) {
  const value = values[option] === undefined ? undefined : Number(values[option])
  if (value !== undefined && !(value > 0)) usage(`--${option} ${values[option]} is no positive number`)
  return value
}

const benchmark = await import(new URL(`./${name}.mjs`, import.meta.url).href)
const { json, quick } = values
const [minutes, rate] = [numberOf('minutes'), numberOf('rate')]
const log = (line) => console.error(line)
const result = await benchmark.bench({ repeats, cases, quick, minutes, rate, log })
printTable(result, json ? process.stderr : process.stdout)
const path = writeResult(result, {
  keepOtherCases: cases.length > 0,
  name: benchmark.fileName?.(result, { quick }),
})
for (const written of [path, ...(benchmark.render?.(path) ?? [])]) console.error(`written to ${written}`)
if (json) console.log(JSON.stringify(result))
