// Asks for the whole page again when the connection to the server is back: a server that was started again knows
// nothing of this page, and would not hear what is said through its parts. And when the browser turns dark or light:
// pictures and tables are drawn for one of them.

const MOMENT = 50 // milliseconds, in which Streamlit itself takes note of the other colours
let watching = null, ask = null

export default function ({ setTriggerValue }) {
  ask = setTriggerValue
  const app = document.querySelector("[data-test-connection-state]")
  if (!app || watching === app) return
  if (!watching) {
    const dark = matchMedia("(prefers-color-scheme: dark)")
    dark.addEventListener("change", () => setTimeout(() => ask("asked", Date.now()), MOMENT))
  }
  watching = app
  let gone = false
  new MutationObserver(() => {
    const connected = app.getAttribute("data-test-connection-state") === "CONNECTED"
    if (gone && connected) ask("asked", Date.now())
    gone = !connected
  }).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] })
}
