import { themeProperties } from '../../contract/embed.ts'
import { type HostAppearance } from '../../embed/frame.ts'

/** Takes on the look that the host page wishes for. What the page no longer names becomes the wizard's own again. */
export function applyAppearance({ theme }: HostAppearance): void {
  const { dataset, style } = document.documentElement
  const { colorScheme } = theme
  if (colorScheme === 'light' || colorScheme === 'dark') dataset['colorScheme'] = colorScheme
  else delete dataset['colorScheme']
  for (const property of themeProperties) {
    const value = theme[property]
    if (value === undefined) style.removeProperty(property)
    else style.setProperty(property, value)
  }
}
