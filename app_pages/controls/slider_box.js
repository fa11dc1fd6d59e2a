// A quantity: a slider, a box to type in, and, where it can be either, a switch between amount and percent.
// It says what a hand does while the hand still moves, one thing at a time: the next only when the page has answered.
// It talks through the relay (relay.js), so that only what follows the hand is drawn.

const controls = new WeakMap()
const PATIENCE = 3000 // milliseconds, after which an answer counts as lost

export default function ({ data, parentElement }) {
  if (!controls.has(parentElement)) controls.set(parentElement, begin(parentElement))
  controls.get(parentElement)(data)
}

function begin(root) {
  const find = name => root.querySelector(`.${name}`)
  const slider = find("slider"), box = find("box"), kinds = find("kinds"), problem = find("problem"), offer = find("offer")
  let serial = Date.now(), waiting = 0, wanted = null, last = null, timer = 0, gesture = 0, typing = false, shown = { heard: 0 }

  function say(said) {
    wanted = { ...said, gesture }
    pump()
  }

  function pump() {
    if (waiting || !wanted) return
    waiting = serial = Math.max(serial + 1, shown.heard + 1)
    last = wanted
    wanted = null
    clearTimeout(timer)
    timer = setTimeout(() => { waiting = 0; wanted ??= last; pump() }, PATIENCE)
    dispatchEvent(new CustomEvent("virement-said", { detail: { ...last, serial, key: shown.key } }))
  }

  function answered({ detail }) {
    if (!root.isConnected) return removeEventListener("virement-answer", answered)
    if (detail.key === shown.key) show(detail)
  }

  function show(data) {
    if (data.key === shown.key && data.heard < shown.heard) return
    shown = data
    if (data.heard >= waiting) { clearTimeout(timer); waiting = 0; pump() }
    if (waiting || wanted) return words(data)
    slider.max = data.positions
    slider.value = data.position
    if (!typing) write(data.text)
    words(data)
  }

  function write(text) {
    if (box.value === text) return
    const marked = root.activeElement === box && box.value !== "" && box.selectionEnd - box.selectionStart === box.value.length
    box.value = text
    if (marked) box.select() // who is about to type over all of it still does
  }

  function words(data) {
    slider.setAttribute("aria-label", data.name)
    slider.setAttribute("aria-valuetext", data.spoken)
    box.setAttribute("aria-label", `${data.name}, typed`)
    box.setAttribute("aria-invalid", String(data.problem !== ""))
    find("label").textContent = data.label
    find("unit").textContent = data.unit
    find("most").textContent = data.most
    find("words").textContent = data.words
    problem.textContent = data.problem
    find("note").textContent = data.note
    offer.hidden = data.offer === ""
    offer.textContent = `Make it ${data.offer}`
    kinds.hidden = data.kinds.length < 2
    if (kinds.dataset.of !== data.kinds.join()) {
      kinds.dataset.of = data.kinds.join()
      kinds.replaceChildren(...data.kinds.map(kind => {
        const button = document.createElement("button")
        button.type = "button"
        button.textContent = kind
        button.onclick = () => { gesture = ++serial; say({ kind }) }
        return button
      }))
    }
    for (const button of kinds.children) button.setAttribute("aria-pressed", String(button.textContent === data.kind))
  }

  slider.onpointerdown = () => { gesture = ++serial }
  slider.onkeydown = event => { if (!event.repeat) gesture = ++serial }
  slider.oninput = () => say({ position: Number(slider.value) })
  box.oninput = () => { typing = true } // until it is said or taken back, no answer writes over it
  const typed = () => { // Enter and the change that follows it are one
    if (!typing) return
    typing = false
    if (box.value === shown.text) return
    gesture = ++serial
    say({ text: box.value })
  }
  box.onchange = typed
  offer.onclick = () => { gesture = ++serial; say({ text: shown.offer }) }
  box.onkeydown = event => {
    if (event.key === "Enter") typed()
    if (event.key === "Escape") { typing = false; box.value = shown.text }
  }
  addEventListener("virement-answer", answered)
  return show
}
