import type { ModelChoice } from '../client/model-client.ts'

/** The same request in the languages that callers write. */
export interface CodeSamples {
  readonly curl: string
  readonly typescript: string
  readonly python: string
}

/** What is asked, and of whom. */
export interface SampledRequest extends ModelChoice {
  /** Of the server, with a slash at its end. */
  readonly address: string
  readonly text: string
  /** Whether the server wants a key; the samples read it from the environment variable TEXTGATE_API_KEY. */
  readonly hasKey: boolean
}

/** `POST /v1/classify` as programs that run as they are and print what the server answers. */
export function codeSamples({ address, text, model, version, hasKey }: SampledRequest): CodeSamples {
  const url = new URL('v1/classify', address).href
  const body = JSON.stringify({ text, model, version })
  return {
    curl: [
      `curl ${shellQuoted(url)} \\`,
      ...(hasKey ? ['  -H "authorization: Bearer $TEXTGATE_API_KEY" \\'] : []),
      "  -H 'content-type: application/json' \\",
      `  -d ${shellQuoted(body)}`,
    ].join('\n'),
    typescript: [
      `const response = await fetch(${JSON.stringify(url)}, {`,
      "  method: 'POST',",
      '  headers: {',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the sample's template
      ...(hasKey ? ['    authorization: `Bearer ${process.env.TEXTGATE_API_KEY}`,'] : []),
      "    'content-type': 'application/json',",
      '  },',
      `  body: JSON.stringify(${body}),`,
      '})',
      'if (!response.ok) throw new Error(await response.text())',
      'const { predictions } = await response.json()',
      'console.log(predictions[0])',
    ].join('\n'),
    python: [
      'import json',
      ...(hasKey ? ['import os'] : []),
      'import urllib.request',
      '',
      'request = urllib.request.Request(',
      `    ${JSON.stringify(url)},`,
      // JSON of strings alone is Python, too.
      `    data=json.dumps(${body}).encode(),`,
      '    headers={',
      ...(hasKey ? ['        "authorization": f"Bearer {os.environ[\'TEXTGATE_API_KEY\']}",'] : []),
      '        "content-type": "application/json",',
      '    },',
      ')',
      'with urllib.request.urlopen(request) as response:',
      '    print(json.load(response)["predictions"][0])',
    ].join('\n'),
  }
}

/** For POSIX shells: nothing between single quotes has a meaning. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
