// A line a division: its lock, its name, and how much it could still give, in words and as a bar.

const CLOSED = '<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="4" y="11" width="16" height="10" rx="2"/><path d="M8 11V7a4 4 0 0 1 8 0v4"/></svg>'
const OPEN = '<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="4" y="11" width="16" height="10" rx="2"/><path d="M8 11V6a4 4 0 0 1 7.5-2"/></svg>'

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ul")
  const held = list.getRootNode().activeElement?.dataset?.division
  const longest = Math.max(...data.rows.map(row => Number(row.budget)), 1e-9)
  list.replaceChildren(...data.rows.map(row => line(row, longest, setTriggerValue)))
  if (held) [...list.querySelectorAll("button")].find(button => button.dataset.division === held)?.focus()
}

function line(row, longest, say) {
  const item = document.createElement("li"), button = document.createElement("button")
  item.style.setProperty("--depth", row.depth)
  button.type = "button"
  button.dataset.division = row.division
  button.disabled = row.held
  button.setAttribute("aria-pressed", String(row.locked || row.held))
  button.setAttribute("aria-label", `Lock ${row.division}`)
  button.title = row.held ? "Locked with what it is a part of" : row.locked ? "Locked: no move touches it" : "Lock it: no move may touch it"
  button.innerHTML = row.locked || row.held ? CLOSED : OPEN
  button.onclick = () => say("lock", { division: row.division, locked: !row.locked })
  item.append(button, text("name", row.name), text("room", row.room), meter(row, longest))
  return item
}

function text(name, said) {
  const span = document.createElement("span")
  span.className = name
  span.textContent = said
  return span
}

function meter({ budget, left }, longest) {
  const bar = text("meter", "")
  for (const [name, amount] of [["budget", budget], ["left", left]]) {
    bar.append(text(name, ""))
    bar.lastChild.style.width = `${Math.max(amount / longest, 0) * 100}%`
  }
  return bar
}
