// A first visit: one line, and five short stops at the places that matter. Whoever has seen it isn't asked again.

const SEEN = "virement-seen"
const PATIENCE = 5000 // milliseconds for Explore to be drawn
const STOPS = [
  ['[class*="st-key-cut_"]', "Drag the cut, or type it: 2b, 30%. The sentence and the pictures follow your hand."],
  ['.said', "What happens, in one sentence: who gives up how much of what, who gets it, whose share goes where."],
  ['.st-key-picture_shift', "What left and what came, on one scale. It moves with your hand; take it along as SVG, PNG or CSV."],
  [".st-key-bar", "Undo takes back any step; Save keeps it as a file; Link puts all of this into an address."],
  [".figures", "Each figure says what it rests on: a published figure, or somebody's assumption."],
]
const tours = new WeakMap()

export default function ({ parentElement }) {
  if (!tours.has(parentElement)) tours.set(parentElement, begin(parentElement))
}

function shown(place) {
  return [...document.querySelectorAll(place)].find(one => {
    const box = one.getBoundingClientRect()
    return box.width > 0 && box.right > 0 && box.left < innerWidth
  })
}

// What a stop points at, on Explore.
async function whereto(place) {
  const explore = [...document.querySelectorAll('a[data-testid$="NavLink"]')].find(link => link.innerText.trim() === "Explore")
  if (!shown(".figures") && explore) explore.click()
  for (const start = performance.now(); performance.now() - start < PATIENCE;) {
    const found = shown(place)
    if (found && shown(".figures")) return found
    await new Promise(done => setTimeout(done, 100))
  }
  return shown(place)
}

function seen(now) {
  try {
    if (now) localStorage.setItem(SEEN, "yes")
    return localStorage.getItem(SEEN) !== null
  } catch { return false }
}

function begin(root) {
  const find = name => root.querySelector(`.${name}`)
  const first = find("first"), card = find("card")
  let at = 0, marked = null
  first.hidden = seen()

  async function stop(number) {
    at = number
    unmark()
    const [place, words] = STOPS[at]
    const target = await whereto(place)
    find("say").textContent = words
    find("at").textContent = `${at + 1} of ${STOPS.length}`
    find("next").textContent = at + 1 < STOPS.length ? "Next" : "Done"
    card.hidden = false
    if (target) {
      target.scrollIntoView({ block: "nearest" })
      marked = target
      target.style.outline = "3px solid var(--st-primary-color, currentColor)"
    }
    stand(target)
    find("next").focus()
  }

  function stand(target) {
    const box = target ? target.getBoundingClientRect() : { bottom: innerHeight / 3, left: 16, right: 0, top: 0 }
    const height = card.offsetHeight, width = card.offsetWidth
    const below = box.bottom + 12 + height < innerHeight
    card.style.top = `${Math.max(8, below ? box.bottom + 12 : Math.min(box.top - height - 12, innerHeight - height - 8))}px`
    card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`
  }

  function unmark() {
    if (marked) marked.style.outline = ""
    marked = null
  }

  function end() {
    unmark()
    card.hidden = true
    first.hidden = true
    seen(true)
  }

  find("begin").onclick = () => stop(0)
  find("next").onclick = () => (at + 1 < STOPS.length ? stop(at + 1) : end())
  for (const name of ["skip", "close"]) find(name).onclick = end
  card.onkeydown = event => { if (event.key === "Escape") end() }
  return { end }
}
