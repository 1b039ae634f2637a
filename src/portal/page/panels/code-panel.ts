import { element, find, say } from '../element.ts'
import { type Shown, snippetKinds, snippets } from '../snippets.ts'

export interface CodePanel {
  /** Writes the code anew, for the current settings. */
  readonly refresh: () => void
}

export function openCodePanel(shown: () => Shown): CodePanel {
  const choice = find('#code-kind', HTMLSelectElement)
  const code = find('#code', HTMLPreElement)
  const state = find('#copy-state', HTMLElement)
  choice.append(...snippetKinds.map((kind) => element('option', { value: kind }, snippets[kind].name)))

  function refresh() {
    const kind = snippetKinds.find((name) => name === choice.value) ?? 'html'
    code.textContent = snippets[kind].write(shown())
    say(state, '')
  }

  choice.addEventListener('change', refresh)
  find('#copy', HTMLButtonElement).addEventListener('click', () => {
    void navigator.clipboard.writeText(code.textContent).then(
      () => say(state, 'Copied.'),
      () => {
        window.getSelection()?.selectAllChildren(code)
        say(state, 'Selected: copy it with the keyboard.')
      },
    )
  })
  refresh()
  return { refresh }
}
