import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html } from './html.ts'

test('a value is text, whatever it holds, and markup of the template stays', () => {
  const hostile = `<script>alert("x")</script>&amp;'</style>`
  expect(String(html`<p title="${hostile}">${hostile}</p>`)).toBe(
    '<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;&#39;&lt;/style&gt;">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;&#39;&lt;/style&gt;</p>',
  )
})

test('no string can open an element or an entity, or end an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = String(html`${text}`)
      expect(written).not.toMatch(/[<>"']/)
      expect(written.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
    }),
  )
})

test('markup within markup, lists, numbers and nothing are written as they are', () => {
  const items = [1, 2].map((n) => html`<li>${n}</li>`)
  expect(String(html`<ul>${items}</ul>${undefined}`)).toBe('<ul><li>1</li><li>2</li></ul>')
})

test('an object that looks like markup is none', () => {
  const forged = { toString: () => '<b>' } as unknown as string
  expect(() => String(html`${forged}`)).toThrow(TypeError)
})

test('control characters become visible signs, lone surrogates the replacement character', () => {
  expect(String(html`${'a\0b\x1b[31m\x7f\x9b\ud800c\td\ne'}`)).toBe('a␀b␛[31m␡\ufffd\ufffdc\td\ne')
})
