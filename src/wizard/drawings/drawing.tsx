import { type DocumentType } from '../../contract/document/document.ts'
import file from './drawings.svg'

export type DrawingName = DocumentType | 'good' | 'bad' | 'corners' | 'glare'

/**
 * A drawing says nothing that isn't also said in words. Its outline is `stroke`, its paper `fill` and its accent `color`, all
 * three inherited from the page: rules of the page reach no further into another file.
 */
export function Drawing({ name }: { readonly name: DrawingName }) {
  return (
    <svg className="drawing" viewBox="0 0 48 48" aria-hidden="true">
      <use href={drawingAddress(name)} />
    </svg>
  )
}

/** For a picture that is put together of several drawings. Each stands in a square of 48. */
export function drawingAddress(name: DrawingName): string {
  return `${file}#${name}`
}

/** Loads the file ahead, for pages that come later. Where that fails, the first drawing asks for it again. */
export function preloadDrawings(): void {
  fetch(file).catch(() => {})
}
