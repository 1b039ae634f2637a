import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import { describe, expect, it } from 'vitest'

/**
 * A browser that translates a page puts elements of its own in the place of text nodes. Text that is the only child of
 * its element is set on the element, and reaches the page all the same; a text with siblings is a node of React's own,
 * which is changed, removed and inserted before, though it isn't in the page any more (React 19.3).
 */
function textsWithSiblings(path: string, source: string): string[] {
  const found: string[] = []
  const check = (children: readonly ESTree.JSXChild[], isElement: boolean) => {
    const filled = children.filter((child) => child.type !== 'JSXText' || !isIndentation(child.value))
    if (isElement && filled.length < 2) return
    for (const child of filled) {
      if (!isText(child)) continue
      const line = source.slice(0, child.start).split('\n').length
      found.push(`${path}:${line} ${source.slice(child.start, child.end).trim()}`)
    }
  }
  new Visitor({
    JSXElement: ({ children }) => check(children, true),
    JSXFragment: ({ children }) => check(children, false),
  }).visit(parseSync(path, source).program)
  return found
}

/** What JSX leaves out. */
function isIndentation(text: string): boolean {
  return text.trim() === '' && text.includes('\n')
}

function isText(child: ESTree.JSXChild): boolean {
  switch (child.type) {
    case 'JSXText':
      return child.value.trim() !== ''
    case 'JSXExpressionContainer':
      return child.expression.type !== 'JSXEmptyExpression' && mayBeText(child.expression)
    default:
      return false
  }
}

/** What components are handed to show beside elements of their own. Their types, `Elements`, let no text in. */
const elements = ['children', 'notice', 'footer']

function mayBeText(expression: ESTree.Expression): boolean {
  switch (expression.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return false
    case 'Literal':
      return typeof expression.value === 'string' ? expression.value.trim() !== '' : expression.value !== null
    case 'Identifier':
      return !elements.includes(expression.name)
    case 'ParenthesizedExpression':
      return mayBeText(expression.expression)
    case 'LogicalExpression':
      return (expression.operator !== '&&' && mayBeText(expression.left)) || mayBeText(expression.right)
    case 'ConditionalExpression':
      return mayBeText(expression.consequent) || mayBeText(expression.alternate)
    case 'CallExpression':
      return !isCallOfElements(expression) && !isMapToElements(expression)
    default:
      return true
  }
}

function isCallOfElements({ callee }: ESTree.CallExpression): boolean {
  return callee.type === 'Identifier' && elements.includes(callee.name)
}

function isMapToElements({ callee, arguments: [each] }: ESTree.CallExpression): boolean {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false
  if (callee.property.name !== 'map' || each?.type !== 'ArrowFunctionExpression') return false
  return resultsOf(each.body).every((result) => !mayBeText(result))
}

function resultsOf(body: ESTree.FunctionBody | ESTree.Expression): ESTree.Expression[] {
  if (body.type !== 'BlockStatement') return [body]
  const results: ESTree.Expression[] = []
  new Visitor({
    ReturnStatement({ argument }) {
      if (argument) results.push(argument)
    },
  }).visit({ type: 'Program', body: [body] } as unknown as ESTree.Program)
  return results
}

const components = readdirSync(import.meta.dirname, { encoding: 'utf8', recursive: true })

it.each(components.filter((path) => path.endsWith('.tsx')))(
  'every text of %s is the only child of its element, and so survives a translated page',
  (path) => {
    const source = readFileSync(join(import.meta.dirname, path), 'utf8')
    expect(textsWithSiblings(path, source)).toEqual([])
  },
)

describe('a text with siblings is found', () => {
  it.each([
    ['beside an element', '<p>{words.name} <code>{id}</code></p>', ['{words.name}']],
    ['beside a text', '<p>{words.sentAs}: {size}</p>', ['{words.sentAs}', ':', '{size}']],
    ['in a fragment', '<>{left}{joined && <b>{words.joined}</b>}</>', ['{left}']],
    ['alone in a fragment', '<p><b/>{joined && <>{words.joined}</>}</p>', ['{words.joined}']],
    ['one of two that are never there both', "<p>{a && words.a}{b && ''}</p>", ['{a && words.a}']],
    [
      'as the other case of an element',
      '<p><b/>{id ? <code>{id}</code> : none}</p>',
      ['{id ? <code>{id}</code> : none}'],
    ],
    ['in place of an element', '<p><b/>{title ?? <i/>}</p>', ['{title ?? <i/>}']],
    ['in a list', '<ul><li/>{tips.map((tip) => tip)}</ul>', ['{tips.map((tip) => tip)}']],
    [
      'in a list made by steps',
      '<ul><li/>{tips.map((tip) => { return tip })}</ul>',
      ['{tips.map((tip) => { return tip })}'],
    ],
    ['that is written out', '<p>Name <b/></p>', ['Name']],
    ['in a component', '<Note>{words.a} {words.b}</Note>', ['{words.a}', '{words.b}']],
  ])('%s', (_where, jsx, texts) => {
    expect(textsWithSiblings('x.tsx', jsx)).toEqual(texts.map((text) => `x.tsx:1 ${text}`))
  })

  it.each([
    ['the only child', '<p>\n  {words.name}\n</p>'],
    ['elements with space between them', "<p>\n  <b>{a}</b>{' '}\n  {c && <i>{c}</i>} {/* why */}\n</p>"],
    [
      'a list of elements',
      '<ul><li/>{tips.map((tip) => { if (!tip) return null\n return <li>{tip}</li> })}</ul>',
    ],
    ['what a component was handed', '<div><h1>{title}</h1>{notice}{children({ id })}</div>'],
  ])('but not %s', (_what, jsx) => {
    expect(textsWithSiblings('x.tsx', jsx)).toEqual([])
  })
})
