/** Says of each aim and shape of textgate whether it is met. */
export function printAims({ rows }, log) {
  for (const { case: name, subject, peer, metric, share, aim, met } of rows.filter(
    (row) => row.aim !== undefined,
  )) {
    log(`${met ? 'met   ' : 'missed'} ${subject}, ${name}: ${metric} ${share} of "${peer}", aim ${aim}`)
  }
}
