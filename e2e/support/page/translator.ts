import { type Page } from 'playwright/test'

/**
 * Translates the page as Chrome's built-in translation and Google's do: two `font` elements with other words replace
 * every text node. What the page writes later is translated as it comes.
 */
export async function translatePage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const translateText = (text: Text) => {
      const { parentElement, data } = text
      if (!parentElement || data.trim() === '') return
      if (parentElement.closest('font, script, style, title, textarea, [translate="no"]')) return
      const outer = document.createElement('font')
      const inner = document.createElement('font')
      inner.textContent = data.replaceAll(/\p{L}+/gu, '$&o')
      outer.append(inner)
      text.replaceWith(outer)
    }
    const translate = (node: Node) => {
      const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
      const found: Text[] = node instanceof Text ? [node] : []
      while (texts.nextNode()) found.push(texts.currentNode as Text)
      for (const text of found) translateText(text)
    }
    new MutationObserver((mutations) => {
      for (const { type, target, addedNodes } of mutations) {
        for (const node of type === 'characterData' ? [target] : addedNodes) translate(node)
      }
    }).observe(document, { childList: true, characterData: true, subtree: true })
  })
}

/** The words that the translated page shows for these. */
export function translated(words: string): string {
  return words.replaceAll(/\p{L}+/gu, '$&o')
}
