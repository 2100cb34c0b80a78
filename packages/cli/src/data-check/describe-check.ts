import {
  type CheckName,
  type DataReport,
  FEW_ROWS,
  type LabelRows,
  type PatternsFinding,
  type RowCount,
  type RowExample,
  SHORT_CHARACTERS,
} from '@textgate/trainer/data-check'
import { sharePercent } from '../format.ts'
import { exampleLine, placeText } from './example-line.ts'

/** Labels that are named at most. */
const SHOWN_LABELS = 8

type PartRows = RowCount & { readonly part: string }
type Description = (report: DataReport, maxLength: number) => string[]

/** Lines that say what one check has found, examples set in; none where it found nothing. */
export function describeCheck(check: CheckName, report: DataReport, maxLength: number): string[] {
  return DESCRIPTIONS[check](report, maxLength)
}

const DESCRIPTIONS: Readonly<Record<CheckName, Description>> = {
  'bad-rows': ({ badRows: { parts, examples } }) => [
    ...rowLines(parts, () => 'not readable as a text with a label'),
    ...examples.map((example) => `  ${placeText(example)}: ${example.reason}`),
  ],
  empty: ({ lengths: { parts, emptyExamples } }) => [
    ...rowLines(
      parts.map(({ part, empty, blank }) => ({ part, ...empty, rows: empty.rows + blank.rows })),
      () => 'without text',
    ),
    ...exampleLines(emptyExamples),
  ],
  leakage: ({ leakage: { pairs } }) =>
    pairs.flatMap((pair) => [
      ...rowLines([pair], ({ earlier, exact }) => `also in ${earlier}, ${exact} of them unchanged`),
      ...exampleLines(pair.examples),
    ]),
  conflicts: ({ conflicts: { within, across, examples } }) => [
    ...rowLines(within, ({ texts }) => `labelled in another way than rows of the same text (${texts} such)`),
    ...rowLines(across, ({ earlier }) => `labelled in another way in ${earlier}`),
    ...exampleLines(examples),
  ],
  'unknown-labels': ({ labels: { unknown }, parts: [first] }) =>
    labelLines(unknown, `not in ${first?.name}, which a model trained on it cannot give`),
  'lone-labels': ({ labels: { lone } }) => labelLines(lone, 'in no other part, which nothing tests'),
  'rare-labels': ({ labels: { rare } }) => labelLines(rare, `with fewer than ${FEW_ROWS} rows`),
  imbalance: ({ labels: { parts } }) =>
    parts.map(
      ({ part, largest, smallest, imbalance }) =>
        `${part}: ${imbalance.toFixed(1)} times as many rows of the most frequent label (${largest}) as of the rarest (${smallest})`,
    ),
  duplicates: ({ duplicates: { parts, examples } }) => [
    ...rowLines(parts, ({ exact }) => `with the text of an earlier row, ${exact} of them unchanged`),
    ...exampleLines(examples),
  ],
  'near-duplicates': ({ nearDuplicates: { within, across, examples } }) => [
    ...rowLines(within, () => 'with nearly the text of an earlier row'),
    ...rowLines(across, ({ earlier }) => `with nearly the text of a row of ${earlier}`),
    ...exampleLines(examples),
  ],
  encoding: ({ encoding }) => patternLines(encoding),
  html: ({ html }) => patternLines(html),
  scripts: ({ scripts: { usual, parts, examples } }) => [
    ...rowLines(
      parts.map(({ part, unusual }) => ({ part, ...unusual })),
      () => `not in ${usual}, in which nearly all others are`,
    ),
    ...exampleLines(examples),
  ],
  short: ({ lengths: { parts, shortExamples } }) => [
    ...rowLines(
      parts.map(({ part, short }) => ({ part, ...short })),
      () => `of fewer than ${SHORT_CHARACTERS} characters`,
    ),
    ...exampleLines(shortExamples),
  ],
  long: ({ lengths: { parts } }, maxLength) =>
    rowLines(
      parts.flatMap(({ part, long }) => (long ? [{ part, ...long }] : [])),
      () => `of more than ${maxLength} tokens, of which a model reads ${maxLength}`,
    ),
  order: ({ order: { parts } }) => [
    ...parts
      .filter(({ order }) => order !== 'mixed')
      .map(
        ({ part, order, equalNeighbours, expected }) =>
          `${part}: ${order} by label, ${sharePercent(equalNeighbours)} of neighbours are equal where chance gives ${sharePercent(expected)}`,
      ),
    '  training shuffles; but the first rows, or a part cut off without shuffling, hold few of the labels',
  ],
}

/** A line a part that has such rows. */
function rowLines<Part extends PartRows>(parts: readonly Part[], what: (part: Part) => string): string[] {
  return parts
    .filter(({ rows }) => rows > 0)
    .map((one) => `${one.part}: ${one.rows} of ${one.of} rows (${sharePercent(one.share)}) ${what(one)}`)
}

/** A line a part that has such labels. */
function labelLines(labels: readonly LabelRows[], what: string): string[] {
  return [...new Set(labels.map(({ part }) => part))].map((part) => {
    const own = labels.filter((one) => one.part === part)
    const names = own.slice(0, SHOWN_LABELS).map(({ label, rows }) => `${label} (${rows})`)
    const more = own.length > SHOWN_LABELS ? ` and ${own.length - SHOWN_LABELS} more` : ''
    return `${part}: ${own.length} ${own.length === 1 ? 'label' : 'labels'} ${what}: ${names.join(', ')}${more}`
  })
}

function patternLines({ kinds }: PatternsFinding): string[] {
  return kinds.flatMap(({ kind, parts, examples }) => [
    ...rowLines(parts, () => `with ${kind}`),
    ...exampleLines(examples),
  ])
}

function exampleLines(examples: readonly RowExample[]): string[] {
  return examples.map((example) => `  ${exampleLine(example)}`)
}
