const WIDTH = 760
const VALUE_WIDTH = 150
const BAR = 16
const GAP = 6
/** Readable on white and on black. */
const COLOURS = { text: '#7d8590', ours: '#2f81f7', peer: '#9aa4b0' }

/**
 * SVG of panels with horizontal bars, each panel on a scale of its own.
 *
 * @param options.panels - `title` and `bars`: `label`, `value`, `note` after the value, and `ours`, which are blue
 * @param options.nameWidth - room for the labels of bars, in pixels
 * @param options.description - of the picture, for those who do not see it
 */
export function barPanels({ title, subtitle, description, panels, nameWidth = 250 }) {
  const parts = []
  let y = 28
  parts.push(text(0, y, title, { size: 16, weight: 600 }))
  y += 20
  parts.push(text(0, y, subtitle, { size: 12 }))
  for (const panel of panels.filter(({ bars }) => bars.length > 0)) {
    const longest = Math.max(...panel.bars.map(({ value }) => value))
    y += 34
    parts.push(text(0, y, panel.title, { size: 13, weight: 600 }))
    y += 10
    for (const { label, value, note, ours } of panel.bars) {
      const length = Math.max(1, (value / longest) * (WIDTH - nameWidth - VALUE_WIDTH))
      const colour = ours ? COLOURS.ours : COLOURS.peer
      const middle = y + BAR - 4
      parts.push(
        text(nameWidth - 8, middle, label, { size: 12, anchor: 'end', weight: ours ? 600 : 400 }),
        `<rect x="${nameWidth}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2" fill="${colour}"/>`,
        text(nameWidth + length + 6, middle, `${shown(value)}${note}`, { size: 12 }),
      )
      y += BAR + GAP
    }
  }
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 10}" width="${WIDTH}" height="${y + 10}" ` +
    `role="img" aria-label="${description}" font-family="system-ui, sans-serif" fill="${COLOURS.text}">`
  return `${[open, ...parts, '</svg>'].join('\n')}\n`
}

function text(x, y, content, { size, anchor = 'start', weight = 400 }) {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${Number(x).toFixed(1)}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}">${safe}</text>`
}

const shown = (value) => (value >= 10 ? Math.round(value).toLocaleString('en') : value.toPrecision(2))
