// The moderators' desk: a decision is one key or one click, the next comment is in focus at once,
// and what others decide shows within seconds. The server checks and records everything.
import { ask, csrfToken, parse } from "./fetch.js";

const desk = document.getElementById("desk");
const { dataset: messages } = document.getElementById("desk-messages");
const say = (message) => {
  const line = document.getElementById("desk-say");
  line.classList.remove("desk-shown");
  line.textContent = message;
};
const POLL_SECONDS = 5;
const DECIDES = new Set(["approve", "keep", "spam", "remove", "hold", "trust", "ban", "ban_network"]);
const EXPLAINED = new Set(["spam", "remove", "ban", "ban_network"]);
const KEYS = { a: ["approve", "keep"], s: ["spam"], d: ["remove"], h: ["hold"], r: ["reply"], e: ["edit"], t: ["trust"], b: ["ban"], n: ["ban_network"], c: ["close", "open"] };

const rows = () => [...desk.querySelectorAll(".desk-row")].filter((row) => !row.hidden);
const rowOf = (id) => desk.querySelector(`.desk-row[data-id="${id}"]`);
const holder = (row) => row.closest("tr, li");
const current = () => {
  const focused = document.activeElement?.closest?.(".desk-row");
  if (focused && !focused.hidden) return focused;
  return desk.querySelector(".desk-row.desk-current:not([hidden])") || rows()[0];
};
const look = (row, scroll = true) => {
  if (!row) return;
  desk.querySelectorAll(".desk-current").forEach((other) => other.classList.remove("desk-current"));
  row.classList.add("desk-current");
  row.focus({ preventScroll: true });
  if (scroll) row.scrollIntoView({ block: "nearest" });
};
const beside = (row, step) => {
  const all = rows();
  return all[all.indexOf(row) + step];
};

const send = async (address, fields) => {
  const answer = await ask(address, { fields, token: fields && csrfToken(), accept: [409, 422] });
  return { status: answer.status, data: await answer.json() };
};
// A piece of the page as it is now; null where none is to be had.
const piece = async (address) => {
  try { return parse(await (await ask(address)).text()); } catch { return null; }
};
const address = (id, what) => desk.dataset.act.replace("/0/act/", `/${id}/${what}/`);
const replace = async (row) => {
  const fresh = (await piece(address(row.dataset.id, "row")))?.querySelector(".desk-row");
  if (!fresh) return row;
  const isCurrent = row.classList.contains("desk-current");
  row.replaceWith(fresh);
  if (isCurrent) fresh.classList.add("desk-current");
  return fresh;
};

// --- Counts in the tabs ------------------------------------------------------------------------
// The desk itself has the name of the open tab, too.
const tabOf = (status) => desk.querySelector(`a[data-tab="${status}"] .desk-count`);
let moves = 0;
const moved = (from, to) => {
  moves += 1;
  if (from === to) return;
  for (const [status, step] of [[from, -1], [to, 1]]) {
    const count = tabOf(status);
    // "10,000+" stays: the server counts no further.
    if (!count || count.textContent.includes("+")) continue;
    count.dataset.number = Math.max(0, +count.dataset.number + step);
    count.textContent = (+count.dataset.number).toLocaleString("en");
  }
};
// The server's counts, unless they may be older than a decision of this window.
const recount = (counts, movesBefore) => {
  if (moves !== movesBefore || desk.querySelector("[data-sending]")) return;
  for (const [status, { number, shown }] of Object.entries(counts)) {
    const count = tabOf(status);
    if (!count) continue;
    count.dataset.number = number;
    count.textContent = shown;
  }
};

// --- What is decided becomes a line; the comment stays behind it ---------------------------------
const fold = (row, message, { decision, action, again, job } = {}) => {
  holder(row).querySelector(".desk-done")?.remove();
  const line = document.getElementById("desk-done").content.firstElementChild.cloneNode(true);
  line.dataset.id = row.dataset.id;
  line.querySelector("span").textContent = `${row.querySelector(".desk-name").textContent}: ${message}`;
  const undo = line.querySelector("[data-undo]");
  if (decision) undo.dataset.undo = decision;
  else undo.hidden = true;
  // A ban that took other comments along is undone with them.
  if (job) undo.dataset.job = job;
  line.querySelector("[data-again]").hidden = !again;
  const why = line.querySelector(".desk-why");
  why.hidden = !(decision && EXPLAINED.has(action));
  why.querySelector("select").dataset.decision = decision || "";
  row.hidden = true;
  row.before(line);
  return line;
};
const unfold = (row) => {
  holder(row).querySelector(".desk-done")?.remove();
  row.hidden = false;
};
const problem = (row, message) => {
  unfold(row);
  let line = row.querySelector(".desk-problem.desk-of-row");
  if (!line) {
    line = document.createElement("p");
    line.className = "desk-problem desk-of-row";
    line.setAttribute("role", "alert");
    row.append(line);
  }
  line.textContent = message;
};

// The next ones come before they are needed: nobody waits for a list.
const FEW = 12;
let refilling = false;
let onceMore = false;
let exhausted = false;
const refill = async () => {
  const listing = document.getElementById("listing-results");
  if (!listing || rows().length > FEW || (exhausted && rows().length)) return;
  if (refilling) { onceMore = true; return; }
  refilling = true;
  onceMore = false;
  try {
    const query = new URLSearchParams(location.search);
    query.delete("p");
    query.delete("focus");
    query.set("status", desk.dataset.tab);
    const box = await piece(`${desk.dataset.results}?${query}`);
    if (!box) return;
    const fresh = [...box.querySelectorAll(".desk-row")].filter((row) => !rowOf(row.dataset.id));
    const body = listing.querySelector("tbody");
    const waits = rows().length;
    if (fresh.length && body) {
      fresh.forEach((row) => body.append(row.closest("tr")));
      if (!waits) look(rows()[0]);
    } else if (!waits && !desk.querySelector("[data-sending]")) {
      const nothing = box.querySelector("[data-nothing]");
      if (!listing.querySelector(".desk-done")) listing.replaceChildren(...box.childNodes);
      else if (nothing && !listing.querySelector(".desk-nothing")) {
        // What was decided last can still be seen, and undone.
        nothing.classList.add("nice-padding", "desk-nothing");
        listing.querySelector("table").after(nothing);
      }
      say(messages.nothingMore);
    }
    exhausted = !fresh.length;
  } finally {
    refilling = false;
    if (onceMore) refill();
  }
};

const decide = async (row, action, more = {}) => {
  const inQueue = !("context" in desk.dataset) && DECIDES.has(action);
  const was = row.dataset.status;
  let line = null;
  row.querySelector(".desk-of-row")?.remove();
  if (inQueue) {
    const following = beside(row, 1) || beside(row, -1);
    line = fold(row, "…");
    line.dataset.sending = "";
    look(following);
    refill();
  }
  try {
    const { status, data } = await send(address(row.dataset.id, "act"), { action, version: row.dataset.version, ...more });
    if (status === 422) { problem(row, data.message); look(row); return false; }
    row.dataset.version = data.version;
    row.dataset.status = data.status;
    say(data.message);
    if (status === 409) {
      if ("text" in more) {
        // Somebody else was quicker: what was typed stays, in the form of the comment as it is now.
        const fresh = await replace(row);
        write(fresh, action);
        problem(fresh, `${data.message} ${messages.kept}`);
        return false;
      }
      if (inQueue) fold(row, data.message, { again: true });
      else problem(await replace(row), data.message);
      return true;
    }
    moved(was, data.status);
    document.dispatchEvent(new Event("comments:decided"));
    if (inQueue) fold(row, data.message, { decision: data.decision, action: data.action, job: data.job });
    else {
      const fresh = await replace(row);
      look(fresh);
      const note = document.createElement("p");
      note.className = "desk-quiet";
      note.textContent = `${data.message}. ${messages.undoes}`;
      fresh.append(note);
    }
    if (data.job) hear();
    return true;
  } catch (error) {
    problem(row, explained(error));
    look(row);
    return false;
  } finally {
    if (line) delete line.dataset.sending;
    refill();
  }
};

const explained = (error) => messages[error.kind] ?? messages.failed;
const tell = (message) => {
  say(message);
  document.getElementById("desk-say").classList.add("desk-shown");
};
// One after the other: several presses go several steps back.
let undoing = Promise.resolve();
const undo = (what = {}) => { undoing = undoing.then(() => takeBack(what)); };
const takeBack = async (what) => {
  try {
    const { status, data } = await send(desk.dataset.undo, what);
    hear();
    const row = rowOf(data.id);
    if (status !== 200 || !row) { tell(data.message); return; }
    say(data.message);
    moved(row.dataset.status, data.status);
    document.dispatchEvent(new Event("comments:decided"));
    unfold(row);
    look(await replace(row));
  } catch (error) { tell(explained(error)); }
};

// --- Reply and edit --------------------------------------------------------------------------------
const drafts = new Map();
const leaveOrSend = (row, form) => {
  const leave = () => { form.remove(); look(row); };
  form.querySelector("[data-cancel]").addEventListener("click", leave);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
};
const write = (row, action) => {
  const draft = `${row.dataset.id} ${action}`;
  row.querySelector(".desk-form")?.remove();
  const form = document.getElementById("desk-form").content.firstElementChild.cloneNode(true);
  const area = form.querySelector("textarea");
  form.querySelector("label span").textContent = action === "edit" ? messages.edit : row.dataset.status === "published" ? messages.reply : messages.replyApproves;
  const now = row.querySelector(".desk-words");
  const sender = form.querySelector("[data-sender]");
  if (action !== "edit") sender.remove();
  const inputs = action === "edit" ? [...sender.querySelectorAll("input")] : [];
  const typed = () => ({ text: area.value, ...Object.fromEntries(inputs.map(({ name, value }) => [name, value])) });
  const first = drafts.get(draft) ?? { text: action === "edit" ? now.value : "", ...now.dataset };
  area.value = first.text;
  inputs.forEach((input) => { input.value = first[input.name]; });
  form.addEventListener("input", () => drafts.set(draft, typed()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    const done = await decide(row, action, typed());
    delete form.dataset.sending;
    if (!done) { if (document.contains(area)) area.focus(); }
    else drafts.delete(draft);
    if (done && document.contains(form)) form.remove();
  });
  leaveOrSend(row, form);
  row.querySelector(".desk-actions").after(form);
  area.focus();
};
window.addEventListener("beforeunload", (event) => {
  if (drafts.size) event.preventDefault();
});
// A ban asks for its end, and for what becomes of the other comments: the server knows how many there are.
const ban = async (row, action) => {
  row.querySelector(".desk-form")?.remove();
  const form = (await piece(`${address(row.dataset.id, "ban")}?action=${action}`))?.querySelector(".desk-ban");
  if (!form) { problem(row, messages.unreachable); return; }
  if (row.querySelector(".desk-form")) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide(row, action, Object.fromEntries(new FormData(form)));
  });
  // Enter while one chooses would ban at once.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.target.matches("button")) event.preventDefault();
  });
  leaveOrSend(row, form);
  row.querySelector(".desk-actions").after(form);
  (form.querySelector("[type=radio]:checked") ?? form.querySelector("select")).focus();
};
const ASKS = { reply: write, edit: write, ban, ban_network: ban };
const act = (row, action) => (ASKS[action] ?? decide)(row, action);

// Wagtail loads the list anew when the search field loses the focus, though nothing in it changed since.
document.addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (name === "q" && value.trim() === (new URLSearchParams(location.search).get("q") ?? "").trim()) event.stopImmediatePropagation();
}, true);

// --- Mouse, keys -----------------------------------------------------------------------------------
const keys = document.getElementById("desk-keys");
desk.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  const row = event.target.closest(".desk-row");
  // A click into a form leaves the focus there: in the row, what is typed would decide.
  if (row && !event.target.closest(".desk-form")) look(row, false);
  if (!button) return;
  // The menu would lie over the form that it opens.
  button.closest(".desk-menu")?.removeAttribute("open");
  if (button.dataset.act) act(row, button.dataset.act);
  else if ("undo" in button.dataset) undo(button.dataset.job ? { job: button.dataset.job } : { decision: button.dataset.undo });
  else if ("again" in button.dataset) {
    const folded = holder(button).querySelector(".desk-row");
    unfold(folded);
    replace(folded).then(look);
  } else if ("keys" in button.dataset) keys.showModal();
});
desk.addEventListener("focusin", (event) => {
  const row = event.target.closest(".desk-row");
  if (!row || row.classList.contains("desk-current")) return;
  desk.querySelectorAll(".desk-current").forEach((other) => other.classList.remove("desk-current"));
  row.classList.add("desk-current");
});
desk.addEventListener("change", async (event) => {
  const select = event.target.closest("select[data-decision]");
  if (!select) return;
  try {
    const { data } = await send(desk.dataset.undo.replace("undo/", `explain/${select.dataset.decision}/`), { listed_reason: select.value });
    const row = rowOf(data.id);
    if (row) row.dataset.version = data.version;
    say(select.value ? messages.reasonNoted : messages.reasonTakenBack);
  } catch (error) { say(explained(error)); }
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || keys.open) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog, [role=dialog]")) return;
  const key = event.key;
  const row = current();
  if (key === "?") keys.showModal();
  else if (key === "u") { if (!event.repeat) undo(); }
  else if (key === "j" || key === "ArrowDown") {
    const next = row?.classList.contains("desk-current") ? beside(row, 1) : row;
    if (next) look(next);
    else desk.querySelector(".pagination .next a[href]")?.click();
  }
  else if (key === "k" || key === "ArrowUp") look(row?.classList.contains("desk-current") ? beside(row, -1) : row);
  else if (key === "x" && row) holder(row).querySelector("input[type=checkbox]")?.click();
  else if (key === "o" && row) location.assign(row.querySelector(".desk-when").href);
  else if (KEYS[key] && row) {
    // A key that is held down decides once.
    if (event.repeat) { event.preventDefault(); return; }
    const button = KEYS[key].map((action) => row.querySelector(`[data-act="${action}"]`)).find(Boolean);
    if (!button) { tell(messages.impossible); return; }
    act(row, button.dataset.act);
  } else return;
  event.preventDefault();
});

// --- What others do ----------------------------------------------------------------------------------
let since = null;
let newest = null;
const hear = async () => {
  if (document.hidden) return;
  const movesBefore = moves;
  try {
    const { data } = await send(`${desk.dataset.news}${since === null ? "" : `?since=${since}`}`);
    since = data.latest;
    const list = document.getElementById("desk-done").content.querySelector("select");
    for (const reason of data.reasons || []) {
      const option = new Option(reason.text, reason.pk);
      if (reason.note_to_author) option.title = messages.authorReads.replace("{note}", () => reason.note_to_author);
      list.append(option);
    }
    const raid = document.getElementById("desk-raid");
    if (data.raid && raid) raid.innerHTML = data.raid + data.filter;
    recount(data.counts, movesBefore);
    if (data.decisions.length) document.dispatchEvent(new Event("comments:decided"));
    for (const decision of data.decisions) {
      const row = rowOf(decision.id);
      if (!row) continue;
      if (row.querySelector(".desk-form") && !row.hidden) { problem(row, decision.message); continue; }
      if (decision.own && decision.undone) { unfold(row); replace(row); continue; }
      // The line of one's own ban has its undo.
      if (decision.own && holder(row).querySelector(".desk-done [data-job]")) continue;
      if ("context" in desk.dataset) replace(row);
      else {
        const had = row.classList.contains("desk-current") && !row.hidden;
        const following = beside(row, 1) || beside(row, -1);
        row.dataset.status = decision.status;
        fold(row, decision.message, { again: true });
        if (had) look(following);
      }
    }
    if (newest !== null && data.newest > newest && desk.dataset.tab === "held") {
      const line = desk.querySelector(".desk-news");
      if (line) { line.hidden = false; line.querySelector("a").href = location.href; }
      say(messages.newComments);
    }
    newest = Math.max(newest || 0, data.newest);
    refill();
  } catch { /* the next time */ }
};
hear();
setInterval(hear, POLL_SECONDS * 1000);
document.addEventListener("visibilitychange", hear);

const wanted = new URLSearchParams(location.search).get("focus") || desk.dataset.context;
look((wanted && rowOf(wanted)) || ("context" in desk.dataset ? null : rows()[0]));
desk.dataset.ready = "";
