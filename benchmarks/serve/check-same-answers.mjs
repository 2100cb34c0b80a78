const TOLERANCE = 1e-5

/**
 * Servers that compute something else are no peers.
 *
 * @param servers - by label @throws Error that names the server, the text and the difference
 */
export async function checkSameAnswers(servers, texts) {
  const [[, first], ...others] = servers
  for (const text of texts) {
    const expected = await first.answer(text)
    for (const [label, server] of others) {
      const answer = await server.answer(text)
      const labels = Object.keys(expected.probabilities)
      const differences = labels.map((name) =>
        Math.abs(expected.probabilities[name] - answer.probabilities[name]),
      )
      // Also false where a label is missing.
      const near = differences.every((difference) => difference <= TOLERANCE)
      if (answer.label === expected.label && near) continue
      throw new Error(
        `${label} answers ${JSON.stringify(answer)} to "${text}", and not ${JSON.stringify(expected)}`,
      )
    }
  }
}
