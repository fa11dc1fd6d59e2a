// Knows what a page of the app still waits for, so that a test waits for exactly that and for no fixed time:
// an answer of the server, a run of the script, a short timer of the page's own, a write to IndexedDB, a picture
// that is being drawn. `waitingFor()` names them; an empty list means that the page rests.

(() => {
  const SHORT = 700 // milliseconds: debounces and rests; what waits longer is a clock or a last resort
  const RERUN = 11 // BackMsg.rerun_script
  const STARTED = 4, FINISHED = 6 // ForwardMsg.new_session, ForwardMsg.script_finished
  const timers = new Set()
  let asked = false, running = false, writes = 0

  function* fieldsOf(bytes) { // the numbers of a protobuf message's fields, at its top level
    let at = 0
    const number = () => {
      let value = 0, shift = 1, byte
      do { byte = bytes[at++]; value += (byte & 127) * shift; shift *= 128 } while (byte & 128)
      return value
    }
    while (at < bytes.length) {
      const tag = number(), kind = tag & 7
      yield Math.floor(tag / 8)
      if (kind === 0) number()
      else if (kind === 1) at += 8
      else if (kind === 2) { const size = number(); at += size }
      else if (kind === 5) at += 4
      else return
    }
  }

  const bytesOf = data => new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength)

  window.WebSocket = class extends window.WebSocket {
    constructor(...all) {
      super(...all)
      asked = running = false
      this.addEventListener("message", async ({ data }) => {
        for (const field of fieldsOf(bytesOf(data.arrayBuffer ? await data.arrayBuffer() : data))) {
          if (field === STARTED) [asked, running] = [false, true]
          if (field === FINISHED) running = false
        }
      })
    }

    send(data) {
      if ([...fieldsOf(bytesOf(data))].includes(RERUN)) asked = true
      super.send(data)
    }
  }

  const { setTimeout: later, clearTimeout: never } = window
  window.setTimeout = (action, after = 0, ...rest) => {
    const id = later((...all) => { timers.delete(id); if (typeof action === "function") action(...all) }, after, ...rest)
    if (after > 20 && after <= SHORT) timers.add(id)
    return id
  }
  window.clearTimeout = id => { timers.delete(id); never(id) }

  const transaction = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (...all) {
    const step = transaction.apply(this, all)
    writes += 1
    for (const end of ["complete", "abort"]) step.addEventListener(end, () => { writes -= 1 })
    return step
  }

  const drawing = () => [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
    .filter(one => one.checkVisibility() && !one.querySelector("svg, canvas")).length
  const loading = () => document.querySelectorAll('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]').length

  const waitingFor = () => Object.entries({
    answer: asked, script: running, timers: timers.size, writes, pictures: drawing(), loading: loading(),
  }).filter(([, value]) => value).map(([name, value]) => `${name} ${value}`)

  // Resolves with nothing when the page has rested for some looks on end, else, after `most` milliseconds, with what it
  // waits for. Looks are counted, and not time: while the page is busy drawing, nobody looks, and time goes by.
  window.rested = (most, looks = 5) => new Promise(resolve => {
    const began = performance.now()
    let quiet = 0
    const look = () => {
      const now = performance.now(), waits = waitingFor()
      quiet = waits.length ? 0 : quiet + 1
      if (quiet >= looks) resolve(null)
      else if (now - began > most) resolve(waits.join(", "))
      else later(look, 20)
    }
    look()
  })
})()
