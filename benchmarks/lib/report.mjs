// What all benchmarks share: the machine, rows with a ratio, the table and the results file.
//
//   const report = createReport('tokenizer', { '@textgate/tokenizer': packageVersion('@textgate/tokenizer') })
//   report.add({ case: 'imdb', subject: 'encodeIds', peer: 'npm', metric: 'throughput', unit: 'MB/s',
//                value: 40, peerValue: 2, repeats: 5 })                  // higher is better unless lowerIsBetter
//   report.skip({ case: 'imdb', subject: 'encodeIds', peer: 'python', metric: 'throughput', unit: 'MB/s', value: 40 },
//               'no Python')
//   const result = report.result()        // { bench, machine, versions, rows }
//   printTable(result, process.stderr); writeResult(result)
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

const RESULTS = new URL('../results/', import.meta.url)

/** The repository's root folder, with a slash at the end. */
export const repositoryFolder = fileURLToPath(new URL('../../', import.meta.url))

/** What the numbers were measured on. */
export function machine() {
  const processors = cpus()
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  }
}

/** Version of an installed package, asked from the benchmarks folder; undefined when it is not there. */
export function packageVersion(name) {
  const require = createRequire(import.meta.url)
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')).version
    } catch {
      // The next folder may have it.
    }
  }
  return undefined
}

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The lowest and the highest value, to four digits. */
export function rangeOf(values) {
  return [Math.min(...values), Math.max(...values)].map(round)
}

/**
 * Rows in the one form of all benchmarks.
 *
 * @param bench - its name, as `pnpm bench` takes it
 * @param versions - versions of everything measured, by name
 */
export function createReport(bench, versions) {
  const rows = []
  return {
    /** Adds a measured row. `ratio` above 1 means that textgate is better. */
    add({ lowerIsBetter = false, ...row }) {
      const ratio = lowerIsBetter ? row.peerValue / row.value : row.value / row.peerValue
      rows.push({
        ...row,
        value: round(row.value),
        peerValue: round(row.peerValue),
        ratio: round(ratio),
        repeats: row.repeats,
      })
    },
    /** Adds a figure that no peer is measured against. */
    note(row) {
      rows.push({ ...row, value: round(row.value) })
    },
    /** Adds a row whose peer is missing. */
    skip(row, reason) {
      rows.push({ ...row, ...(row.value === undefined ? {} : { value: round(row.value) }), skipped: reason })
    },
    result: () => ({ bench, machine: machine(), versions, rows }),
  }
}

/** Prints a result for people. */
export function printTable(result, stream) {
  const { machine: m } = result
  stream.write(
    `${result.bench} on ${m.cpu}, ${m.cores} cores, ${m.memoryGiB} GiB, ${m.platform}, Node ${m.node}\n` +
      `${Object.entries(result.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}\n\n`,
  )
  const head = ['case', 'subject', 'peer', 'metric', 'unit', 'value', 'peer value', 'ratio', 'repeats']
  const lines = result.rows.map((row) => [
    row.case,
    row.subject,
    text(row.peer),
    text(row.metric),
    text(row.unit),
    text(row.value),
    row.skipped === undefined ? text(row.peerValue) : `skipped: ${row.skipped}`,
    text(row.ratio),
    text(row.repeats),
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  )
  for (const line of [head, widths.map((width) => '-'.repeat(width)), ...lines]) {
    stream.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
}

/** Writes `benchmarks/results/NAME.json` and returns its path; rows of cases that were not run may stay. */
export function writeResult(fresh, { keepOtherCases = false, name = fresh.bench } = {}) {
  mkdirSync(RESULTS, { recursive: true })
  const path = fileURLToPath(new URL(`${name}.json`, RESULTS))
  const old = keepOtherCases && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).rows : []
  const ran = new Set(fresh.rows.map((row) => row.case))
  const result = { ...fresh, rows: [...old.filter((row) => !ran.has(row.case)), ...fresh.rows] }
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`)
  return path
}

function round(value) {
  return value === undefined || !Number.isFinite(value) ? value : Number(value.toPrecision(4))
}

function text(value) {
  return value === undefined ? '' : String(value)
}
