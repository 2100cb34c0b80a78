#!/usr/bin/env node
import { runTextgate } from './run-textgate.ts'

process.exitCode = await runTextgate(process.argv.slice(2))
