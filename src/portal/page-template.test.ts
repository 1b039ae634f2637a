import { expect, it } from 'vitest'
import { fillTemplate } from './page-template.ts'

it('escapes the values that it puts into a page', () => {
  const page = '<p title="{{name}}">{{name}}</p>'
  expect(fillTemplate(page, { name: `<b onclick='x' a="y">&$1` })).toBe(
    `<p title="&lt;b onclick=&#39;x&#39; a=&quot;y&quot;&gt;&amp;$1">&lt;b onclick=&#39;x&#39; a=&quot;y&quot;&gt;&amp;$1</p>`,
  )
})

it('refuses a page that names an unknown value', () => {
  expect(() => fillTemplate('{{surname}}', {})).toThrow('surname')
})
