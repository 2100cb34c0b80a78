#!/usr/bin/env node
// Compares the public API of a package, one report per entry point, with the committed etc/<entry>.api.md.
// Run in a package folder (as its `api` script does) or at the root for all packages; --local or UPDATE=1 writes.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'

const root = join(import.meta.dirname, '..')
const update = process.argv.includes('--local') || process.env.UPDATE === '1'
const here = process.cwd()
const folders =
  here === root ? readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name)) : [here]
const problems = folders.flatMap(reportPackage)

for (const problem of problems) console.error(problem)
if (problems.length > 0) {
  console.error('If the change is meant: pnpm api:update, commit etc/*.api.md, and add a changeset.')
  process.exit(1)
}

/** @returns what differs, one line each */
function reportPackage(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const entries = Object.entries(manifest.exports ?? {}).filter(([, target]) => target.types !== undefined)
  const reports = entries.map(([subpath, target]) => ({
    name: subpath === '.' ? 'index' : subpath.slice(2).replaceAll('/', '-'),
    types: join(folder, target.types),
  }))
  const etc = join(folder, 'etc')
  const wanted = new Set(reports.map((report) => `${report.name}.api.md`))
  const stale = (existsSync(etc) ? readdirSync(etc) : []).filter(
    (file) => file.endsWith('.api.md') && !wanted.has(file),
  )
  if (update) for (const file of stale) rmSync(join(etc, file))
  const left = update ? [] : stale.map((file) => `${manifest.name}: etc/${file} belongs to no entry point`)
  return [...reports.flatMap((report) => reportEntry(folder, manifest.name, report)), ...left]
}

function reportEntry(folder, packageName, { name, types }) {
  if (!existsSync(types)) return [`${packageName}: ${types} is missing; run pnpm build first`]
  const etc = join(folder, 'etc')
  mkdirSync(etc, { recursive: true })
  const temp = mkdtempSync(join(tmpdir(), 'textgate-api-'))
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          extends: join(root, 'tsconfig.base.json'),
          compilerOptions: { types: ['node'], skipLibCheck: true },
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: etc,
        reportTempFolder: temp,
        reportFileName: name,
        reportVariants: ['complete'],
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning },
          // Everything that is exported is public.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          // typedoc decides what must be documented.
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
          // Noted in the report: fine for the schema behind an inferred type, a question for a reviewer elsewhere.
          'ae-forgotten-export': { logLevel: ExtractorLogLevel.None, addToApiReportFile: true },
        },
        // Links and tags are typedoc's to check: it sees all packages at once.
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: join(folder, 'api-extractor.json'),
    packageJsonFullPath: join(folder, 'package.json'),
  })
  const messages = []
  const result = Extractor.invoke(config, {
    localBuild: update,
    messageCallback(message) {
      message.handled = true
      const ofTooling = message.messageId.startsWith('console-')
      if (!ofTooling && (message.logLevel === 'error' || message.logLevel === 'warning')) {
        messages.push(`${packageName} (${name}): ${message.text}`)
      }
    },
  })
  rmSync(temp, { recursive: true, force: true })
  if (result.apiReportChanged) {
    if (update) console.log(`${packageName}: wrote etc/${name}.api.md`)
    else messages.push(`${packageName}: the public API of ${name} differs from etc/${name}.api.md`)
  }
  if (!result.succeeded && messages.length === 0)
    messages.push(`${packageName} (${name}): api-extractor failed`)
  return messages
}
