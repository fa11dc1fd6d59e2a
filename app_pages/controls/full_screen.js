// Only a press may ask for the whole screen, so that it has to be asked for here and not by the server.

export default function ({ parentElement }) {
  const button = parentElement.querySelector("button")
  button.hidden = !document.fullscreenEnabled
  button.onclick = () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()
}
