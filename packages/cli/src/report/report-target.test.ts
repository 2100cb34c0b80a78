import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkReportTarget, writeReportFile } from './report-target.ts'

const parent = mkdtempSync(join(tmpdir(), 'textgate-report-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

test('a page is written into folders that are made, replaces an old one, and leaves nothing beside it', async () => {
  const folder = join(parent, 'deep/er')
  const file = join(folder, 'page.html')
  await checkReportTarget(file)
  await writeReportFile(file, 'old')
  await checkReportTarget(file)
  expect(readFileSync(file, 'utf8')).toBe('old')
  await writeReportFile(file, '新')
  expect(readFileSync(file, 'utf8')).toBe('新')
  expect(readdirSync(folder)).toEqual(['page.html'])
})

test('a folder in the place of the page, and a file in the place of its folder, are refused', async () => {
  const folder = join(parent, 'folder.html')
  mkdirSync(folder)
  await expect(checkReportTarget(folder)).rejects.toThrow(/REPORT_WRITE_FAILED.*folder\.html.*it is a folder/)
  await expect(writeReportFile(folder, 'page')).rejects.toThrow(/REPORT_WRITE_FAILED/)
  const file = join(parent, 'file')
  writeFileSync(file, '')
  await expect(checkReportTarget(join(file, 'page.html'))).rejects.toThrow(/REPORT_WRITE_FAILED/)
  expect(readdirSync(parent).filter((name) => name.endsWith('.new'))).toEqual([])
})

test('a full disk is told and the old page stays', async () => {
  const file = join(parent, 'full.html')
  writeFileSync(file, 'old')
  try {
    symlinkSync('/dev/full', `${file}.${process.pid}.new`)
  } catch {
    return console.log('skipped: no symbolic links here')
  }
  await expect(writeReportFile(file, 'x'.repeat(100_000))).rejects.toThrow(/REPORT_WRITE_FAILED.*ENOSPC/)
  expect(readFileSync(file, 'utf8')).toBe('old')
  expect(readdirSync(parent).filter((name) => name.endsWith('.new'))).toEqual([])
})
