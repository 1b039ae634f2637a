const registryKey = Symbol.for('akepa-upload-wizard.instances')
type Registry = { [registryKey]?: Set<number> }

/**
 * Claims the lowest number that no frame on this page has, until `release` is called. A page that is loaded again
 * thereby numbers its frames as before, and each finds the visit that it had kept. The window keeps the numbers,
 * because a page that holds the script tag twice has this module twice.
 */
export function claimInstance(): { readonly number: number; release(): void } {
  const registry = window as Registry
  const taken = (registry[registryKey] ??= new Set())
  let number = 1
  while (taken.has(number)) number += 1
  taken.add(number)
  return {
    number,
    release() {
      taken.delete(number)
      if (taken.size === 0) delete registry[registryKey]
    },
  }
}
