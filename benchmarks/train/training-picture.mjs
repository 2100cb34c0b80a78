const WIDTH = 760
const NAME_WIDTH = 250
const VALUE_WIDTH = 150
const BAR = 16
const GAP = 6
/** Readable on white and on black. */
const COLOURS = { text: '#7d8590', ours: '#2f81f7', peer: '#9aa4b0' }
/** Another kind of model: its bar would hide all others. */
const OFF_SCALE = /^fastText/

/** SVG: a panel a case with a bar a subject, as long as its documents a second; textgate's are blue. */
export function trainingPicture({ machine }, cases) {
  const parts = []
  let y = 28
  parts.push(text(0, y, 'Training speed, documents a second (longer is better)', { size: 16, weight: 600 }))
  y += 20
  parts.push(text(0, y, `${machine.cpu}, ${machine.cores} cores, ${machine.platform}`, { size: 12 }))
  for (const { name, torch, standings } of cases) {
    const ran = standings.filter(
      ({ label, docsASecond }) => docsASecond !== undefined && !OFF_SCALE.test(label),
    )
    if (ran.length === 0) continue
    const longest = Math.max(...ran.map(({ docsASecond }) => docsASecond))
    y += 34
    parts.push(text(0, y, name, { size: 13, weight: 600 }))
    y += 10
    for (const { label, ours, docsASecond } of ran) {
      const length = Math.max(1, (docsASecond / longest) * (WIDTH - NAME_WIDTH - VALUE_WIDTH))
      const ratio = torch === undefined ? '' : ` · ${(docsASecond / torch).toPrecision(2)}× PyTorch`
      const colour = ours ? COLOURS.ours : COLOURS.peer
      const middle = y + BAR - 4
      parts.push(
        text(NAME_WIDTH - 8, middle, label, { size: 12, anchor: 'end', weight: ours ? 600 : 400 }),
        `<rect x="${NAME_WIDTH}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2" fill="${colour}"/>`,
        text(NAME_WIDTH + length + 6, middle, `${shown(docsASecond)}${ratio}`, { size: 12 }),
      )
      y += BAR + GAP
    }
  }
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 10}" width="${WIDTH}" height="${y + 10}" ` +
    `role="img" aria-label="Training speed by case and subject" font-family="system-ui, sans-serif" fill="${COLOURS.text}">`
  return `${[open, ...parts, '</svg>'].join('\n')}\n`
}

function text(x, y, content, { size, anchor = 'start', weight = 400 }) {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${Number(x).toFixed(1)}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}">${safe}</text>`
}

const shown = (value) => (value >= 10 ? Math.round(value).toLocaleString('en') : value.toPrecision(2))
