// The browser asks in its own words, and only whoever has touched the page.

let wouldLose = false, listening = false

export default function ({ data }) {
  wouldLose = data === true
  if (listening) return
  listening = true
  addEventListener("beforeunload", event => { if (wouldLose) event.preventDefault() })
}
