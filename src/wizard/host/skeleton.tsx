/** Shows where a heading, two choices and a button will be, before anybody knows which. */
export function Skeleton() {
  return (
    <div className="skeleton" aria-hidden>
      <p className="skeleton-title" />
      <p />
      <p />
      <p className="skeleton-button" />
    </div>
  )
}
