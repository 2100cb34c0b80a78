const NOTABLE_OVERLAP = 0.05

/**
 * Figures of answers on a test part: accuracy, or micro and macro F1 where texts have any number of labels. Where many
 * rows occur in train too, also those of the other rows alone.
 *
 * @param truth - for each row its labels
 * @param answers - for each row the labels that were answered
 * @param overlap - numbers of the rows that occur in train too
 * @returns `[metric, fraction]` each
 */
export function figuresOf(truth, answers, { multi = false, overlap }) {
  if (answers.length !== truth.length)
    throw new Error(`${answers.length} answers for ${truth.length} texts of the test part`)
  if (multi)
    return [
      ['micro F1', microF1(truth, answers)],
      ['macro F1', macroF1(truth, answers)],
    ]
  const figures = [['accuracy', accuracy(truth, answers)]]
  if (isNotable(overlap, truth)) {
    const apart = (rows) => rows.filter((_, row) => !overlap.has(row))
    figures.push(['accuracy, rows not in train', accuracy(apart(truth), apart(answers))])
  }
  return figures
}

/** Whether so many rows occur in train that the other rows are worth a figure of their own. */
export function isNotable(overlap, rows) {
  return overlap.size > NOTABLE_OVERLAP * rows.length
}

function accuracy(truth, answers) {
  return truth.filter(([label], row) => label === answers[row][0]).length / truth.length
}

function microF1(truth, answers) {
  const counts = [...countsByLabel(truth, answers).values()]
  const total = (name) => counts.reduce((sum, of) => sum + of[name], 0)
  return f1({ right: total('right'), answered: total('answered'), given: total('given') })
}

/** The mean over all labels that occur in the test part or in the answers. */
function macroF1(truth, answers) {
  const counts = [...countsByLabel(truth, answers).values()]
  return counts.reduce((sum, of) => sum + f1(of), 0) / counts.length
}

function countsByLabel(truth, answers) {
  const counts = new Map()
  const add = (label, name) => {
    const of = counts.get(label) ?? { right: 0, answered: 0, given: 0 }
    counts.set(label, { ...of, [name]: of[name] + 1 })
  }
  truth.forEach((given, row) => {
    for (const label of given) add(label, 'given')
    for (const label of answers[row]) {
      add(label, 'answered')
      if (given.includes(label)) add(label, 'right')
    }
  })
  return counts
}

function f1({ right, answered, given }) {
  return answered + given === 0 ? 0 : (2 * right) / (answered + given)
}
