/** NaN where there are no values, so that no bound holds of them. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The median, the least and the greatest, such as `1.31 (1.23 to 1.50)`. */
export function spread(ratios: readonly number[]): string {
  return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`
}

/** Whole millions of bytes, without the unit. */
export const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(0)
