import { bytesPerMegabyte, type FileFormat } from '../../contract/file.ts'

/** "640 kB", "1.4 MB", "10 MB": in the megabytes of `bytesPerMegabyte`, so that the limit reads as it is written. */
export function formatBytes(bytes: number, locale = 'en'): string {
  const isLarge = bytes >= bytesPerMegabyte
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: 1,
  }).format(isLarge ? bytes / bytesPerMegabyte : Math.ceil(bytes / 1024))
}

const namesOfFormats: { readonly [Each in FileFormat]?: string } = { jpeg: 'JPG', cgbi: 'PNG', webp: 'WebP' }

/** Formats are called the same in all our languages. */
export function formatName(format: FileFormat): string {
  return namesOfFormats[format] ?? format.toUpperCase()
}

export function formatDimensions(width: number, height: number): string {
  return `${width} × ${height} pixels`
}

/** "25 s", "3 min": rounded up, by symbols that are the same in all our languages. */
export function formatWait(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

/** "20 seconds", "3 minutes": rounded up, so that it never ends later than it says. */
export function formatDuration(ms: number, locale = 'en'): string {
  const seconds = Math.max(5, Math.ceil(ms / 5000) * 5)
  const isLong = seconds >= 90
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isLong ? 'minute' : 'second',
    unitDisplay: 'long',
  }).format(isLong ? Math.ceil(seconds / 60) : seconds)
}
