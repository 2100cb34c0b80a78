/** Gives a text to the reader as a file, in UTF-8 with the mark without which spreadsheets take it for something else. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // At once would be before the browser has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
