import { themeColours, themeProperties } from '../../contract/frame/embed.ts'
import { type HostAppearance } from '../../embed/frame/frame.ts'

/** Takes on the look that the host page wishes for. What the page no longer names becomes the wizard's own again. */
export function applyAppearance({ theme }: Pick<HostAppearance, 'theme'>): void {
  const { dataset, style } = document.documentElement
  const { colorScheme } = theme
  if (colorScheme === 'light' || colorScheme === 'dark') dataset['colorScheme'] = colorScheme
  else delete dataset['colorScheme']
  for (const property of themeProperties) {
    const value = theme[property]
    if (value === undefined) style.removeProperty(property)
    else style.setProperty(property, value)
  }
  // A look that sets no colour is the wizard's own, whose contrast a test holds.
  if (themeColours.some((property) => theme[property] !== undefined)) {
    import('./theme/correct-theme.ts').then(
      ({ correctTheme }) => correctTheme(),
      () => {},
    )
  }
}
