import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { jsonLinesProcess } from '../lib/json-lines-process.mjs'
import { repositoryFolder } from '../lib/report.mjs'

const python = process.env.TEXTGATE_PYTHON ?? join(repositoryFolder, '.cache/venv/bin/python')

/**
 * TF-IDF and a linear SVM of scikit-learn.
 *
 * @param files - paths of the training and the test part
 * @returns `answers`, for each row of the test part its labels, and `versions`; or `skipped`, the reason
 */
export async function linearSvm({ train, test }, { chinese = false }) {
  if (!existsSync(python)) return { skipped: `no ${python}; node scripts/python-peers.mjs makes it` }
  const { first, ask, close } = await jsonLinesProcess(python, [join(import.meta.dirname, 'linear_svm.py')])
  const { answers } = await ask({ train, test, chinese })
  close()
  return { answers, versions: first }
}
