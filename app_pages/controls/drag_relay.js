// Carries what a hand does from any quantity on the page to the part that follows it, and the answer back.
// When the hand has rested for a while, it says so, once: then the whole page is drawn.

const lines = new WeakMap()
const REST = 250 // milliseconds after the last answer

export default function ({ data, parentElement, setStateValue }) {
  if (!lines.has(parentElement)) lines.set(parentElement, begin(parentElement))
  lines.get(parentElement)(data, setStateValue)
}

function begin(root) {
  let send = null, last = 0, timer = 0
  const hear = event => {
    if (!root.isConnected) return removeEventListener("virement-said", hear)
    clearTimeout(timer)
    last = event.detail.serial
    send("said", event.detail)
  }
  addEventListener("virement-said", hear)
  return (data, sending) => {
    send = sending
    if (!data.answer) return
    dispatchEvent(new CustomEvent("virement-answer", { detail: data.answer }))
    if (!last || data.answer.heard < last) return
    clearTimeout(timer)
    timer = setTimeout(() => { send("rested", last); last = 0 }, REST)
  }
}
