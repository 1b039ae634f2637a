import { type Page } from 'playwright/test'

/**
 * The controls, tracks and steps whose edge has less than 3:1 against what is around it (WCAG 1.4.11), by the colours that
 * the browser has computed.
 */
export function faintEdges(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Colour = readonly number[]
    const parse = (text: string): Colour => Array.from(text.matchAll(/[\d.]+/g), ([part]) => Number(part))
    const luminance = (colour: Colour) => {
      const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const ground = (element: Element | null): Colour => {
      if (!element) return [255, 255, 255]
      const colour = parse(getComputedStyle(element).backgroundColor)
      return colour[3] === 0 ? ground(element.parentElement) : colour
    }
    const edged = document.querySelectorAll(
      'input:not([type=radio], [type=checkbox], [type=file], [type=hidden]), textarea, progress, .choice, .step, .button',
    )
    return Array.from(edged)
      .filter((element) => element.getClientRects().length > 0)
      .flatMap((element) => {
        const { borderTopColor, borderTopWidth } = getComputedStyle(element)
        const [edge, around] = [luminance(parse(borderTopColor)), luminance(ground(element.parentElement))]
        const ratio = (Math.max(edge, around) + 0.05) / (Math.min(edge, around) + 0.05)
        if (borderTopWidth !== '0px' && ratio >= 3) return []
        const { localName, className } = element
        return [`edge of ${localName}.${className}: ${borderTopWidth} ${ratio.toFixed(2)}:1`]
      })
  })
}

/** What can be pressed and is less than 44 pixels high or wide. A control inside of a label is as large as the label. */
export function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll('button, a[href], summary, input, textarea'))
      .filter((element) => element.matches(':not([type=hidden])') && element.getClientRects().length > 0)
      .flatMap((element) => {
        const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
        if (Math.min(width, height) >= 44) return []
        return [`${element.localName} “${element.textContent}”: ${Math.round(width)} × ${Math.round(height)}`]
      }),
  )
}

/** By how many pixels the page can be scrolled sideways. */
export async function excessWidth(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
}

/** What is wider than the window, or cut off, with the spacing of text that people may set (WCAG 1.4.12). */
export async function cutBySpacing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const spacing = new CSSStyleSheet()
    spacing.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }' +
        'p { margin-block-end: 2em !important }',
    )
    document.adoptedStyleSheets.push(spacing)
    const elements = Array.from(document.querySelectorAll<HTMLElement>('body, body *'))
    const cut = elements.filter((element) => {
      if (element.matches('.visually-hidden, .steps-position, textarea, input')) return false
      const { overflowX } = getComputedStyle(element)
      const isCut = overflowX === 'visible' ? element === document.body : overflowX === 'hidden'
      return isCut && element.scrollWidth > element.clientWidth
    })
    document.adoptedStyleSheets.pop()
    return cut.map(({ localName, className }) => `${localName}.${className}`)
  })
}
