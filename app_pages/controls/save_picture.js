// Saves the picture beside it as it stands on screen, as SVG or PNG, with the ground of the page behind it.

const SCALE = 2 // pixels of a PNG for each on screen

export default function ({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    const kind = button.className
    button.setAttribute("aria-label", `Save as ${kind.toUpperCase()}: ${data.what}`)
    button.onclick = () => save(kind, data, getComputedStyle(parentElement.host ?? parentElement))
  }
}

async function save(kind, data, style) {
  const drawn = document.querySelector(`.st-key-${data.beside} [data-testid="stVegaLiteChart"] svg`)
  if (!drawn) return
  const { width, height } = drawn.getBoundingClientRect()
  const svg = drawn.cloneNode(true)
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg")
  svg.setAttribute("width", width)
  svg.setAttribute("height", height)
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect")
  ground.setAttribute("width", "100%")
  ground.setAttribute("height", "100%")
  ground.setAttribute("fill", style.getPropertyValue("--st-background-color").trim() || "white")
  svg.prepend(ground)
  const text = new XMLSerializer().serializeToString(svg)
  const picture = new Blob([text], { type: "image/svg+xml" })
  hand(kind === "svg" ? picture : await pixels(text, width, height), `${data.file}.${kind}`)
}

async function pixels(text, width, height) {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const pen = canvas.getContext("2d")
  pen.scale(SCALE, SCALE)
  pen.drawImage(image, 0, 0, width, height)
  return new Promise(done => canvas.toBlob(done, "image/png"))
}

function hand(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}
