// eslint-disable-next-line no-unused-expressions -- Playwright calls it
() => { // what may be pressed and is smaller than 24 by 24 pixels, without what WCAG 2.5.8 lets be small: a link in a
  // line of text, and what has as much room around it
  const LEAST = 24, found = []
  const gather = root => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches("a[href], button, input, select, textarea, summary, [role=button], [role=radio]")) found.push(element)
      if (element.shadowRoot) gather(element.shadowRoot)
    }
  }
  gather(document)
  const seen = found.filter(element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.disabled)
    .map(element => ({ element, box: (element.closest("label") ?? element).getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1)
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2]
  const alone = ({ element, box }) => seen.every(other => {
    if (other.element === element || other.element.contains(element) || element.contains(other.element)) return true
    const [x, y] = middle(box)
    const away = Math.hypot(Math.max(other.box.left - x, 0, x - other.box.right), Math.max(other.box.top - y, 0, y - other.box.bottom))
    return away >= LEAST / 2
  })
  const inText = element => element.matches("a") && element.parentElement.textContent.trim() !== element.textContent.trim()
  return seen.filter(one => (one.box.width < LEAST || one.box.height < LEAST) && !inText(one.element) && !alone(one))
    .map(({ element, box }) => `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 30)} ${Math.round(box.width)}x${Math.round(box.height)}`)
}
