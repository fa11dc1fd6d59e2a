// A text to edit with its line numbers; what is wrong shows at its line while one types.

const PAUSE = 250 // milliseconds without a key before the text is checked
const editors = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  if (!editors.has(parentElement)) editors.set(parentElement, begin(parentElement))
  const editor = editors.get(parentElement)
  editor.send = said => setStateValue("draft", said)
  editor.show(data)
}

function begin(root) {
  const area = root.querySelector("textarea"), gutter = root.querySelector(".gutter")
  const list = root.querySelector("ul"), count = root.querySelector(".count")
  const editor = { send: null, show }
  let timer = 0, serial = Date.now(), last = 0, text = null, problems = []

  function show(data) {
    area.setAttribute("aria-label", data.label)
    if (data.heard >= last && data.text !== text) area.value = text = data.text
    if (data.heard >= last) problems = data.problems
    number()
    count.textContent = data.summary
    list.replaceChildren(...problems.map(problem => {
      const item = document.createElement("li"), button = document.createElement("button")
      button.type = "button"
      button.textContent = problem.text
      button.onclick = () => go(problem.line, problem.column)
      item.append(button)
      return item
    }))
  }

  function number() {
    const wrong = new Set(problems.map(problem => problem.line))
    gutter.replaceChildren(...area.value.split("\n").flatMap((_, at) => {
      const mark = document.createElement(wrong.has(at + 1) ? "b" : "span")
      mark.textContent = (wrong.has(at + 1) ? "⚠" : "") + (at + 1)
      return [mark, "\n"]
    }))
    gutter.scrollTop = area.scrollTop
  }

  function go(line, column) {
    if (!line) return
    const before = area.value.split("\n").slice(0, line - 1).join("\n").length
    const at = before + (line > 1 ? 1 : 0) + column - 1
    area.focus()
    area.setSelectionRange(at, at)
    area.scrollTop = Math.max(0, (line - 5) * 19.5)
  }

  function say() {
    clearTimeout(timer)
    text = area.value
    last = ++serial
    editor.send({ text, serial })
  }

  area.oninput = () => { number(); clearTimeout(timer); timer = setTimeout(say, PAUSE) }
  area.onblur = () => { if (area.value !== text) say() }
  area.onscroll = () => { gutter.scrollTop = area.scrollTop }
  return editor
}
