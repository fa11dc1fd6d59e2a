// Asks for the whole page again when the connection to the server is back: a server that was started again knows
// nothing of this page, and would not hear what is said through its parts.

let watching = null, ask = null

export default function ({ setTriggerValue }) {
  ask = setTriggerValue
  const app = document.querySelector("[data-test-connection-state]")
  if (!app || watching === app) return
  watching = app
  let gone = false
  new MutationObserver(() => {
    const connected = app.getAttribute("data-test-connection-state") === "CONNECTED"
    if (gone && connected) ask("back", Date.now())
    gone = !connected
  }).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] })
}
