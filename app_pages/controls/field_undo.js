// Ctrl+Z and Ctrl+Y in a field that somebody is typing in are the field's own; everywhere else they are the app's.

const UNDO = new Set(["z", "y"])
const WRITTEN = new Set(["text", "search", "number", "email", "tel", "url", "password"])
let typing = null, listening = false

export default function () {
  if (listening) return
  listening = true
  addEventListener("input", event => { typing = written(event) }, true)
  for (const over of ["change", "focusout"]) addEventListener(over, event => { if (written(event) === typing) typing = null }, true)
  addEventListener("keydown", heard, true)
}

// The field that an event comes from, also inside a control of our own.
function written(event) {
  const field = event.composedPath()[0]
  if (field.tagName === "TEXTAREA" || field.isContentEditable) return field
  return field.tagName === "INPUT" && WRITTEN.has(field.type) ? field : null
}

function heard(event) {
  const field = written(event)
  if (!field) return
  if (event.key === "Enter" && field.tagName === "INPUT") typing = null
  const undoes = (event.ctrlKey || event.metaKey) && UNDO.has(event.key.toLowerCase())
  if (undoes && (field.tagName === "TEXTAREA" || field === typing)) event.stopImmediatePropagation()
}
