import { element, find, say } from '../element.ts'
import { type Drawing } from '../samples/drawing.ts'
import { type Sample, samples } from '../samples/samples.ts'

/** A page would take long to draw them all in full. */
const shownScale = 0.25

/** Shows papers to try the upload with, to save or to copy. A copied picture can be pasted into the wizard. */
export function openSamplesPanel(): void {
  const list = find('#samples', HTMLUListElement)
  const state = find('#samples-state', HTMLElement)
  list.append(...samples.map((sample) => sampleItem(sample, (text) => say(state, text))))
}

function sampleItem({ title, fileName, type, drawing }: Sample, tell: (text: string) => void): HTMLLIElement {
  const picture = render(drawing, shownScale)
  picture.role = 'img'
  picture.ariaLabel = `${title}, a specimen`
  const button = (name: string, onClick: () => void) => {
    const made = element('button', { type: 'button', className: 'tool', ariaLabel: `${name} ${title}` }, name)
    made.addEventListener('click', onClick)
    return made
  }
  const save = async () => {
    const href = URL.createObjectURL(await blobOf(render(drawing), type))
    element('a', { href, download: fileName }).click()
    URL.revokeObjectURL(href)
  }
  // Clipboards take PNG alone.
  const copy = async () => {
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': blobOf(render(drawing), 'image/png') }),
      ])
      tell('Copied: paste it where the wizard asks for the file.')
    } catch {
      tell('This browser lets no picture be copied: save it.')
    }
  }
  return element(
    'li',
    { className: 'sample' },
    picture,
    element('p', {}, title),
    element(
      'div',
      { className: 'row' },
      button('Save', () => void save()),
      button('Copy', () => void copy()),
    ),
  )
}

function render({ width, height, draw }: Drawing, scale = 1): HTMLCanvasElement {
  const canvas = element('canvas', { width: width * scale, height: height * scale })
  const pen = canvas.getContext('2d')
  pen?.scale(scale, scale)
  if (pen) draw(pen)
  return canvas
}

async function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser drew nothing.'))),
      type,
      0.92,
    )
  })
}
