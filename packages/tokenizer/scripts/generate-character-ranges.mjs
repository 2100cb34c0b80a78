// Writes src/character-ranges.ts. Run it with the newest Node there is (Unicode 17 or later) and perl 5.32 or later,
// which alone can tell in which Unicode version a character came: node scripts/generate-character-ranges.mjs
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const LAST = 0x10ffff
const isSurrogate = (code) => code >= 0xd800 && code <= 0xdfff
const codesWhere = (test) => {
  const found = new Set()
  for (let code = 0; code <= LAST; code++) {
    if (!isSurrogate(code) && test(String.fromCodePoint(code), code)) found.add(code)
  }
  return found
}
const matching = (pattern) => codesWhere((character) => pattern.test(character))
const union = (...sets) => new Set(sets.flatMap((set) => [...set]))
const minus = (set, ...others) => new Set([...set].filter((code) => !others.some((other) => other.has(code))))

/** Code points that are in the given Unicode version, asked from perl. */
function assignedIn(version) {
  const program = `no warnings; my $start=-1; for my $c (0..${LAST}) { my $in = chr($c) =~ /\\p{Present_In: ${version}}/; if ($in && $start<0) {$start=$c} if (!$in && $start>=0) {print "$start ",$c-1,"\\n"; $start=-1} } print "$start ${LAST}\\n" if $start>=0;`
  const lines = execFileSync('perl', ['-e', program], { encoding: 'utf8' }).trim().split('\n')
  const codes = new Set()
  for (const line of lines) {
    const [start, end] = line.split(' ').map(Number)
    for (let code = start; code <= end; code++) codes.add(code)
  }
  return codes
}

// Canonical combining class, told by how a character is reordered around U+0345 (class 240) and U+0334 (class 1).
const isReordered = (character) =>
  `a\u0345${character}`.normalize('NFD') !== `a\u0345${character.normalize('NFD')}` ||
  `a${character}\u0334`.normalize('NFD') !== `a${character.normalize('NFD')}\u0334`
const decomposed = codesWhere((character) => character.normalize('NFKD') !== character)
const partsOfDecomposed = new Set(
  [...decomposed].flatMap((code) =>
    Array.from(String.fromCodePoint(code).normalize('NFKD'), (part) => part.codePointAt(0)),
  ),
)
// A character that composition joins to what stands before it.
const laterParts = new Set()
for (let code = 0; code <= LAST; code++) {
  if (isSurrogate(code)) continue
  const character = String.fromCodePoint(code)
  const parts = [...character.normalize('NFD')]
  if (parts.length > 1 && character.normalize('NFC') === character) {
    for (const part of parts.slice(1)) laterParts.add(part.codePointAt(0))
  }
}
const joining = union(codesWhere(isReordered), laterParts)
const joiningAfterNfkd = codesWhere((character) => joining.has(character.normalize('NFKD').codePointAt(0)))
const joiningAfterNfd = codesWhere((character) => joining.has(character.normalize('NFD').codePointAt(0)))

// The Rust library normalises by Unicode 9; engines that textgate supports know the letter case of Unicode 14 at least.
const inUnicode9 = assignedIn('9.0')
const inUnicode14 = assignedIn('14.0')
const inNormalization = union(decomposed, joining)
const newComposites = new Set([...partsOfDecomposed].filter((code) => !inUnicode9.has(code)))
const unstable = union(
  minus(union(inNormalization, newComposites), inUnicode9),
  minus(
    codesWhere((character) => character.toLowerCase() !== character),
    inUnicode14,
  ),
)

const spaces = union(matching(/[\p{White_Space}\p{Cc}]/u), new Set([0x200b]))
const prepended = matching(/[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u)
const invisible = minus(
  union(matching(/[\p{Cf}\p{Variation_Selector}]/u), new Set([0x34f])),
  spaces,
  prepended,
)
const removed = union(invisible, unstable)

const byCharacter =
  /[\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Hangul}\p{scx=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tai_Le}\p{sc=New_Tai_Lue}\p{sc=Tai_Tham}\p{sc=Tai_Viet}\p{sc=Yi}\p{sc=Nushu}\p{sc=Tangut}\p{sc=Khitan_Small_Script}]/u
const marks = matching(/\p{M}/u)
const digits = minus(matching(/\p{Nd}/u), removed)
const han = minus(
  union(
    matching(/(?=[\p{L}\p{Nl}\p{So}])\p{sc=Han}/u),
    // Planes 2 and 3 are for ideographs alone, also those that are still to come.
    codesWhere((_, code) => code >= 0x20000 && code <= 0x3fffd),
  ),
  removed,
)
const characters = minus(
  codesWhere((character) => byCharacter.test(character) && /[\p{L}\p{Nl}]/u.test(character)),
  han,
  removed,
)
const joiners = minus(
  codesWhere(
    (character, code) =>
      marks.has(code) &&
      (byCharacter.test(character) || (code >= 0x300 && code <= 0x36f) || (code >= 0x302a && code <= 0x302f)),
  ),
  removed,
)
const letters = minus(matching(/[\p{L}\p{M}\p{N}]/u), digits, han, characters, joiners, removed)

const taken = union(spaces, digits, han, characters, joiners, letters)
const unassigned = minus(matching(/\p{Cn}/u), matching(/\p{Noncharacter_Code_Point}/u))
/** Ranges of a class; a gap of unassigned or removed characters alone is taken in, which shortens the table. */
function ranges(set, fillGaps) {
  const free = (code) => fillGaps && !taken.has(code) && (unassigned.has(code) || removed.has(code))
  const result = []
  for (const code of [...set].sort((a, b) => a - b)) {
    const last = result.at(-1)
    let gap = last === undefined ? -1 : last[1] + 1
    while (last !== undefined && gap < code && free(gap)) gap++
    if (last !== undefined && gap === code) last[1] = code
    else result.push([code, code])
  }
  return result
}
const print = (list) =>
  list.map(([start, end]) =>
    start === end ? start.toString(16) : `${start.toString(16)}-${end.toString(16)}`,
  )
function constant(name, comment, set, fillGaps = false) {
  const words = print(ranges(set, fillGaps))
  const lines = []
  let line = ''
  for (const word of words) {
    if (line.length + word.length > 100) {
      lines.push(line)
      line = ''
    }
    line += `${word} `
  }
  lines.push(line.trimEnd())
  const text = lines.map((part) => `  '${part}'`).join(' +\n')
  return `/** ${comment} */\nexport const ${name} =\n${text}\n`
}

writeFileSync(
  new URL('../src/character-ranges.ts', import.meta.url),
  `// Written by scripts/generate-character-ranges.mjs from Unicode ${process.versions.unicode}; do not edit.
// Explicit ranges instead of the engine's own property classes, so that ids are the same in every engine, whatever
// Unicode version it knows. Hexadecimal code points, inclusive.

${constant('SPACE_RANGES', 'White space, control characters, zero-width space.', spaces)}
${constant('REMOVED_RANGES', 'Invisible characters (joiners, direction and variation marks), and characters that engines normalise or lower-case differently because they came with a later Unicode version.', removed)}
${constant('DIGIT_RANGES', 'Decimal digits of all scripts.', digits)}
${constant('HAN_RANGES', 'Chinese characters.', han, true)}
${constant('CHARACTER_RANGES', 'Letters of other scripts that are written without spaces, or by syllable: kana, hangul, Thai, Lao, Khmer, Burmese, Yi and the like.', characters, true)}
${constant('JOINER_RANGES', 'Marks that belong to the Chinese or other character before them.', joiners)}
${constant('LETTER_RANGES', 'Letters, marks and numbers that make words.', letters, true)}
${constant('COMPOSING_RANGES', 'Characters that NFC may join to, or reorder with, the character before them.', minus(joiningAfterNfd, removed))}
${constant('COMPATIBILITY_COMPOSING_RANGES', 'As COMPOSING_RANGES, for NFKC.', minus(joiningAfterNfkd, removed))}`.replace(
    /\n+$/,
    '\n',
  ),
)
