/** Desktop browsers have no `capture`. There, a second button would open the same dialogue, and a phone can help. */
export function hasCameraControl(): boolean {
  return 'capture' in HTMLInputElement.prototype
}
