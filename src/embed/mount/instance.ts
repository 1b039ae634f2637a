const registryKey = Symbol.for('akepa-upload-wizard.instances')
type Registry = { [registryKey]?: Set<string> }

interface Instance {
  /** The same again when the page is loaded anew, so that the frame finds the visit that it had kept. */
  readonly name: string
  /** All frames that are on the page now, this one among them. */
  readonly names: ReadonlySet<string>
  readonly release: () => void
}

/**
 * Names a frame, until `release` is called, by its target's ID: the order in which a page mounts its frames may be
 * another one the next time. Frames in one target, and those in targets without an ID, are told apart by the lowest
 * number that is free. The window keeps the names, because a page that holds the script tag twice has this module
 * twice.
 */
export function claimInstance(target: Element): Instance {
  const registry = window as Registry
  const taken = (registry[registryKey] ??= new Set())
  // Not the property `id`: a form's may be one of its fields.
  const place = (target.getAttribute('id') ?? '').slice(0, 100).replace(/[^\p{L}\p{N}_-]/gu, '_')
  let number = 1
  while (taken.has(`${place}:${number}`)) number += 1
  const name = `${place}:${number}`
  taken.add(name)
  return {
    name,
    names: taken,
    release() {
      taken.delete(name)
      if (taken.size === 0) delete registry[registryKey]
    },
  }
}
