import { Command } from 'commander'
import { addBackend } from './program/add-backend.ts'
import { addCompare } from './program/add-compare.ts'
import { addData } from './program/add-data.ts'
import { addDoctor } from './program/add-doctor.ts'
import { addEvaluate } from './program/add-evaluate.ts'
import { addExplain } from './program/add-explain.ts'
import { addExport } from './program/add-export.ts'
import { addImport } from './program/add-import.ts'
import { addInit } from './program/add-init.ts'
import { addInspect } from './program/add-inspect.ts'
import { addKeys } from './program/add-keys.ts'
import { addModels } from './program/add-models.ts'
import { addPredict } from './program/add-predict.ts'
import { addServe } from './program/add-serve.ts'
import { addSign } from './program/add-sign.ts'
import { addTrain } from './program/add-train.ts'
import { addVerify } from './program/add-verify.ts'
import { cliVersion } from './versions.ts'

/** Each declares a command, or a group of them, and its options; in the order in which the help lists them. */
const COMMANDS = [
  addTrain,
  addCompare,
  addEvaluate,
  addPredict,
  addExplain,
  addInspect,
  addImport,
  addExport,
  addVerify,
  addSign,
  addServe,
  addModels,
  addData,
  addInit,
  addDoctor,
  addKeys,
  addBackend,
]

/** The command line as commander sees it; each command's code is loaded when it runs. */
export function textgateProgram(): Command {
  const program = new Command('textgate')
    .description('Train text classifiers with gated recurrent units and serve them on ONNX Runtime.')
    .version(cliVersion())
    // An option behind a command is the command's: `models load NAME --version 3` would print textgate's version and load nothing.
    .enablePositionalOptions()
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => {} }) // run-textgate reports errors, in one form for all
  for (const add of COMMANDS) add(program)
  return program.exitOverride()
}
