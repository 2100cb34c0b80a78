/** The longest beginning of at most `most` UTF-16 units that ends between characters, at a space where one is near. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  const end = isLowSurrogate(text.charCodeAt(most)) ? most - 1 : most
  const space = text.lastIndexOf(' ', end)
  return text.slice(0, space > Math.max(0, end - 30) ? space : end)
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
