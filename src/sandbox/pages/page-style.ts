/** The page's stylesheet. It is a module, so a bundle of the sandbox needs no file beside it. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8;
  --card: #ffffff;
  --well: #e9ecf0;
  --ink: #1b2430;
  --quiet: #56616f;
  --line: #d9dee5;
  --link: #1a5fb4;
  --good: #0b6b3a;
  --good-well: #def3e6;
  --code: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c;
    --card: #1b2129;
    --well: #262e38;
    --ink: #e8ecf1;
    --quiet: #a3afbd;
    --line: #313a46;
    --link: #8ab8f5;
    --good: #8fdcae;
    --good-well: #16382a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  padding: 2.5rem clamp(1rem, 4vw, 2.5rem) 4rem;
  max-width: 64rem;
  background: var(--page);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 2.5rem 0 1rem; font-size: 1rem; color: var(--quiet); }
h3 { margin: 0; font-size: 1.125rem; line-height: 1.3; overflow-wrap: anywhere; }
header p { max-width: 44rem; margin: 0.5rem 0 0; color: var(--quiet); }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 0.25rem; }
code { font-family: var(--code); font-size: 0.875em; overflow-wrap: anywhere; }
.empty { padding: 3rem 1.5rem; border: 1px dashed var(--line); border-radius: 0.75rem; color: var(--quiet); text-align: center; }
.documents { display: grid; gap: 1rem; margin: 0; padding: 0; list-style: none; }
article {
  display: grid;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  background: var(--card);
}
.picture {
  display: grid;
  place-items: center;
  height: 12rem;
  background: var(--well);
  color: var(--quiet);
  font-size: 0.875rem;
  text-decoration: none;
}
.picture:focus-visible { outline-offset: -3px; }
.picture:not(:has(img)) { height: 4rem; }
.picture img { width: 100%; height: 12rem; padding: 0.75rem; object-fit: scale-down; overflow-wrap: anywhere; }
.about { min-width: 0; padding: 1.25rem 1.5rem 1.5rem; }
.status { display: flex; flex-wrap: wrap; gap: 0.375rem; margin: 0.625rem 0 1.125rem; font-size: 0.8125rem; }
.status span { padding: 0.0625rem 0.5625rem; border-radius: 1rem; background: var(--well); color: var(--quiet); }
.status .uploaded { background: var(--good-well); color: var(--good); font-weight: 600; }
dl { display: grid; gap: 0.5rem; margin: 0; font-size: 0.9375rem; }
dl > div { display: grid; gap: 0 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
footer p { max-width: 44rem; }
summary { width: fit-content; cursor: pointer; font-weight: 600; }
@media (min-width: 44rem) {
  article { grid-template-columns: 15rem minmax(0, 1fr); }
  .picture, .picture:not(:has(img)) { height: 100%; min-height: 12rem; }
  .picture img { height: 100%; max-height: 20rem; }
  .about dl > div { grid-template-columns: 7rem minmax(0, 1fr); }
  footer dl > div { grid-template-columns: 15rem minmax(0, 1fr); }
}
@media (forced-colors: active) {
  .status span { border: 1px solid; }
}
`
