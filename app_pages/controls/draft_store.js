// Keeps what is on screen in this browser's IndexedDB, a record a tab, and hands it back to a session that is new:
// after a reload, in a new tab, or when the server was started again. A table of the person's own is kept beside the
// records, once, as long as one of them needs it.

const KEEP_DAYS = 30, MOST_RECORDS = 20
const SOON = 36e5 // milliseconds in which the record of a table that was kept surely follows
let answered = null // the session that has been given what was kept
let unsafe = false // work that is not kept: the browser asks before it leaves the page
let database = null
let writing = Promise.resolve()

export default function ({ data, setTriggerValue }) {
  if (data.table) return void keepTable(data.table).catch(() => {})
  listen()
  if (answered !== data.session) {
    answered = data.session
    unsafe = false
    writing = writing.then(kept).then(found => { if (found) setTriggerValue("found", found) }).catch(() => {})
    return
  }
  if (!data.record) return
  unsafe = true
  const { session, record } = data
  writing = writing.then(() => keep(record))
    .then(() => { if (session === answered) unsafe = false })
    .catch(() => { unsafe = true })
}

function listen() {
  if (window.virementKeeps) return
  window.virementKeeps = true
  addEventListener("beforeunload", event => { if (unsafe) event.preventDefault() })
}

function tab() {
  const known = sessionStorage.getItem("virement-tab")
  const id = known || crypto.randomUUID?.() || String(Math.random()).slice(2)
  if (!known) sessionStorage.setItem("virement-tab", id)
  return id
}

function ended(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function stores(mode) {
  if (!database) {
    const opening = indexedDB.open("virement", 1)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("drafts", { keyPath: "tab" })
      opening.result.createObjectStore("tables", { keyPath: "fingerprint" })
    }
    database = await ended(opening)
  }
  const step = database.transaction(["drafts", "tables"], mode)
  return { drafts: step.objectStore("drafts"), tables: step.objectStore("tables"), done: finished(step) }
}

function finished(step) {
  return new Promise((resolve, reject) => {
    step.oncomplete = resolve
    step.onerror = step.onabort = () => reject(step.error)
  })
}

async function kept() {
  const { drafts, tables } = await stores("readonly")
  const all = await ended(drafts.getAll())
  const mine = all.find(one => one.tab === tab()) || all.sort((a, b) => b.at - a.at)[0]
  if (!mine || Date.now() - mine.at > KEEP_DAYS * 864e5) return null
  const table = mine.record.table ? await ended(tables.get(mine.record.table)) : null
  return { record: mine.record, at: mine.at, table: table ? table.content : null }
}

async function keep(record) {
  const { drafts, tables, done } = await stores("readwrite")
  drafts.put({ tab: tab(), at: Date.now(), record })
  const all = (await ended(drafts.getAll())).sort((a, b) => b.at - a.at)
  for (const one of all.slice(MOST_RECORDS)) drafts.delete(one.tab)
  const used = new Set(all.slice(0, MOST_RECORDS).map(one => one.record.table))
  for (const one of await ended(tables.getAllKeys())) {
    if (!used.has(one) && Date.now() - (await ended(tables.get(one))).at > SOON) tables.delete(one)
  }
  return done
}

async function keepTable(table) {
  const { tables, done } = await stores("readwrite")
  if (!(await ended(tables.getKey(table.fingerprint)))) tables.put({ ...table, at: Date.now() })
  return done
}
