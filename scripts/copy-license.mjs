#!/usr/bin/env node
// The `prepack` of each package: every tarball carries the licence, the repository keeps it once.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'

copyFileSync(join(import.meta.dirname, '../LICENSE'), join(process.cwd(), 'LICENSE'))
