// How fast servers of the same model answer single short texts on the same machine: textgate's in its shapes, FastAPI, a Node server
// without batching, and ONNX Runtime without any server. Each is a process of its own and answers the same, which is checked; all
// take turns in every round; the medians count. See docs/serving.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReport, machine, packageVersion, repositoryFolder } from './lib/report.mjs'
import { startBareRuntime } from './serve/bare-runtime.mjs'
import { CASES, MODEL, QUICK_CASES, QUICK_TURN_SECONDS, TURN_SECONDS } from './serve/cases.mjs'
import { checkSameAnswers } from './serve/check-same-answers.mjs'
import { makeModel } from './serve/make-model.mjs'
import { printAims } from './serve/print-aims.mjs'
import { pythonVersions } from './serve/python-versions.mjs'
import { renderResult } from './serve/render-result.mjs'
import { addAims, addFigures } from './serve/rows.mjs'
import { runRounds } from './serve/run-rounds.mjs'
import { startServer } from './serve/start-server.mjs'
import { subjectsOf } from './serve/subjects.mjs'
import { runWrk, wrkVersion } from './serve/wrk-load.mjs'
import { startSubject } from './train/subject.mjs'

const python = process.env.TEXTGATE_PYTHON ?? join(repositoryFolder, '.cache/venv/bin/python')
const CHECKED_TEXTS = 50
/** Each server answers so long before anything counts: V8 compiles what a process does over its first 15,000 requests. */
const WARM = { connections: 32, seconds: 10, uncounted: 0 }
const QUICK_WARM_SECONDS = 2

/**
 * @param options.repeats - rounds @param options.cases - ids of `CASES` @param options.quick - two short cases
 */
export async function bench({ repeats, log, cases: chosen = [], quick = false }) {
  for (const id of chosen) if (!CASES.some((one) => one.id === id)) throw new Error(unknownCase(id))
  const cases =
    chosen.length > 0 ? CASES.filter(({ id }) => chosen.includes(id)) : quick ? QUICK_CASES : CASES
  const seconds = quick ? QUICK_TURN_SECONDS : TURN_SECONDS
  const wrk = wrkVersion()
  if (wrk === undefined)
    log('no wrk (apt install wrk): the load is made in JavaScript, which takes much of the processor')
  const packages = ['@textgate/serve', 'onnxruntime-node', 'fastify', 'undici']
  const versions = {
    ...Object.fromEntries(packages.map((name) => [name, packageVersion(name)])),
    ...{ node: process.versions.node, ...pythonVersions(python) },
    ...(wrk === undefined ? {} : { wrk }),
  }
  const report = createReport('serve', versions)
  const folder = mkdtempSync(join(tmpdir(), 'textgate-serve-'))
  const stops = [() => rmSync(folder, { recursive: true, force: true })]
  try {
    const { model, texts } = await makeModel(MODEL, folder, log)
    const textsFile = join(folder, 'sent.json')
    writeFileSync(textsFile, JSON.stringify(texts))
    const bodiesFile = join(folder, 'sent.jsonl')
    writeFileSync(bodiesFile, texts.map((text) => JSON.stringify({ text })).join('\n'))
    const load = await startSubject({
      command: process.execPath,
      args: [join(import.meta.dirname, 'serve/load-process.mjs'), textsFile],
    })
    stops.push(load.close)
    const loads = {
      open: (run) => load.ask({ run }),
      closed: wrk === undefined ? (run) => load.ask({ run }) : (run) => runWrk({ ...run, bodiesFile }),
    }
    const servers = new Map()
    const subjects = subjectsOf({ model, python })
    for (const subject of subjects) {
      try {
        if (subject.missing !== undefined) throw new Error(subject.missing)
        const server = await startServer(subject, texts[0])
        stops.push(server.stop)
        servers.set(subject.id, server)
        await loads.closed({ ...WARM, ...(quick ? { seconds: QUICK_WARM_SECONDS } : {}), url: server.url })
      } catch (error) {
        log(`${subject.label}: ${error.message}`)
        report.skip({ case: 'start', subject: subject.label }, error.message)
      }
    }
    await checkSameAnswers(servers, texts.slice(0, CHECKED_TEXTS))
    const bare = await startBareRuntime({ model, textsFile })
    stops.push(bare.close)
    const turnsOf = await runRounds({ servers, bare, loads, cases, seconds, repeats, log })
    const all = [...subjects, { id: 'bare', label: 'ONNX Runtime alone, 2 processes, batches of 4' }]
    addFigures(report, { cases, subjects: all, turnsOf })
    addAims(report, { cases, subjects: all, turnsOf })
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
  const result = report.result()
  printAims(result, log)
  return result
}

/** Results of several machines stand side by side; a quick run replaces none of them. */
export function fileName(_result, { quick }) {
  const { cores, platform } = machine()
  return `serve-${platform.replace(' ', '-')}-${cores}-cores${quick ? '-quick' : ''}`
}

/** Writes the table and the picture beside a results file. @returns their paths */
export const render = renderResult

const unknownCase = (id) => `no case ${id}; there are ${CASES.map((one) => one.id).join(', ')}`
