import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { datasetMissing, datasetsFolder, readDataset } from '../lib/datasets.mjs'
import { writeOrderTask } from './order-task.mjs'

/**
 * What is compared: `seeds` with which every encoder is trained, what else the command is told (`args`), and what a reader
 * has to know (`note`). `write` makes parts of a case of its own in a folder; the others are those of the data set.
 */
export const CASES = [
  {
    id: 'order',
    seeds: [1],
    args: ['--config', join(import.meta.dirname, 'order-task.jsonc')],
    write: (folder) => writeOrderTask(folder),
    isMadeUp: true,
  },
  { id: 'trec6', seeds: [1, 2, 3], note: 'Dev is a tenth of the training part, cut off by the first seed.' },
  {
    id: 'chnsenticorp',
    seeds: [1, 2, 3],
    note: 'Dev is the official one. 331 of the 1,200 test texts stand in the training part too, which flatters every encoder.',
  },
  {
    id: 'imdb',
    seeds: [1],
    args: ['--epochs', '3'],
    write: (folder) => writeTwoFifths('imdb', folder),
    note: 'Reduced, so that it takes less than about half an hour where two cores have nothing else to do: 10,000 of the 25,000 training texts (of every five the first two), of which a tenth is dev, 10,000 of the 25,000 test texts, three epochs and one seed. Every encoder is below what it reaches on the whole.',
  },
]

/** Why a case cannot be run, or undefined. */
export function caseMissing({ id, isMadeUp }) {
  return isMadeUp ? undefined : datasetMissing(id)
}

/** The command's arguments for the parts of a case, some of which are written into a folder. */
export function partArguments({ id, write }, folder) {
  write?.(folder)
  return ['train', 'dev', 'test'].flatMap((name) => {
    const files = [join(folder, `${name}.jsonl`), join(datasetsFolder, id, `${name}.jsonl.gz`)]
    const file = files.find((one) => existsSync(one))
    return file === undefined ? [] : [`--${name}`, file]
  })
}

function writeTwoFifths(id, folder) {
  for (const name of ['train', 'test']) {
    const rows = readDataset(id, name).filter((_, row) => row % 5 < 2)
    writeFileSync(join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }
}
