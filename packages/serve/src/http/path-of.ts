/** The path of an address; what follows its question mark may be private. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] as string
}
