/*
 * Runs before anything is shown, and imports nothing: the build makes a script of its own of it, which
 * much older browsers than the wizard's understand. Until the wizard is live, which takes the element `shell` away:
 *
 * 1. The first question in the page is a guest's who has just come. It is covered where the address has a code, or the
 *    tab has a session already: another page may take its place.
 * 2. Nothing that is chosen or pressed is lost, and no form is sent off by the browser itself, which the page's policy forbids.
 * 3. A code in the address goes along where the language is switched: a link to another page would leave it behind.
 * 4. A script that fails is told of at once, by the words that the page has for it.
 */
{
  const { documentElement: page } = document
  const isLive = () => document.readyState !== 'loading' && !document.getElementById('shell')

  let isCovered = /[#&](?:code|phone)=/.test(location.hash)
  try {
    isCovered ||= 'akepa:session' in sessionStorage
  } catch {
    // Where storage is denied, the tab keeps nothing.
  }
  if (isCovered) page.setAttribute('data-covered', '')

  const note = (event: Event) => {
    if (isLive()) return
    const target = event.target as Element
    if ('hreflang' in target) (target as HTMLAnchorElement).hash = location.hash
    if (event.type === 'submit') event.preventDefault()
    else if (event.type === 'change') return page.setAttribute('data-chosen', target.id)
    else if (!target.closest('.button-primary')) return
    page.setAttribute('data-pressed', '')
  }
  for (const type of ['change', 'click', 'submit']) addEventListener(type, note)

  const fail = () => {
    if (!isLive()) page.setAttribute('data-failed', '')
  }
  // Captured, because an element's error does not bubble.
  addEventListener('error', fail, true)
}
