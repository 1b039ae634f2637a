const registryKey = Symbol.for('akepa-upload-wizard.instances')
type Registry = { [registryKey]?: Set<number> }

/**
 * The lowest number that no frame on this page has, until it is given back: a page that is loaded again numbers its
 * frames as before, and each finds the visit it had kept. It is counted on the window, because a page that holds
 * the script tag twice has this module twice.
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
