export interface Fact {
  readonly label: string
  readonly value: string
  /** What people typed: no browser is to translate it. */
  readonly isVerbatim?: boolean
  readonly isCode?: boolean
}

export function Facts({ rows }: { readonly rows: readonly Fact[] }) {
  return (
    <dl className="facts">
      {rows.map(({ label, value, isVerbatim = false, isCode = false }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd translate={isVerbatim || isCode ? 'no' : undefined}>{isCode ? <code>{value}</code> : value}</dd>
        </div>
      ))}
    </dl>
  )
}
