// Moderators decide where the comments stand. Only browsers in which a moderator was at the desk
// load this; the server checks who asks, and everything is recorded there.
import { ask, parse } from "./fetch.js";

const section = document.getElementById("discussion");
const say = document.createElement("p");
say.className = "visually-hidden";
say.setAttribute("role", "status");
section.append(say);
const ABOUT_THREAD = new Set(["close", "open"]);
let tools = null;

const placeOf = (id) => document.getElementById("c" + id);
const threadOf = (id) => [...placeOf(id).closest(".thread").querySelectorAll(".comment")].map((comment) => comment.id.slice(1));

// The controls of some comments; with ``fresh`` the comments as readers see them now as well.
const fetchFor = async (ids, fresh) => {
  const query = new URLSearchParams({ ids: ids.join() });
  if (fresh) query.set("fresh", "");
  const answer = await ask(`/discussion/${section.dataset.page}/moderate/?${query}`);
  return parse(await answer.text()).firstElementChild;
};

const put = (found) => {
  tools = found.dataset;
  if (!document.querySelector(`link[href="${tools.styles}"]`)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = tools.styles;
    document.head.append(link);
  }
  const waiting = found.querySelector(".moderating");
  const known = section.querySelector(".moderating");
  if (known) known.replaceWith(waiting);
  else section.querySelector(".write, h2").after(waiting);
  found.querySelectorAll(".comment").forEach((comment) => document.getElementById(comment.id)?.replaceWith(comment));
  found.querySelectorAll(".moderate").forEach((row) => {
    const place = placeOf(row.dataset.comment);
    place?.querySelector(".moderate")?.remove();
    place?.append(row);
  });
};

// What happened, in words, beside the comment and to a screen reader; and the way back.
const tell = (id, words, decision, what) => {
  const row = placeOf(id).querySelector(".moderate");
  row.querySelector(".happened")?.remove();
  const line = document.createElement("p");
  line.className = "happened";
  line.append(`${words}. `);
  if (decision) {
    const undo = document.createElement("button");
    undo.type = "button";
    undo.textContent = tools.undoLabel;
    undo.dataset.decision = decision;
    undo.dataset.what = what;
    line.append(undo);
  }
  row.prepend(line);
  (line.querySelector("button") || row.querySelector("button, a")).focus({ preventScroll: true });
  say.textContent = `${words}.`;
};

const send = async (address, fields) => {
  const answer = await ask(address, { fields, token: tools.token, accept: [409, 422] });
  return answer.json();
};

const refresh = async (id, what) => {
  const whole = ABOUT_THREAD.has(what);
  const thread = placeOf(id).closest(".thread");
  const found = await fetchFor(whole ? threadOf(id) : [id], true);
  put(found);
  if (!whole) return;
  [...thread.children].filter((child) => child.matches("p.gone")).forEach((line) => line.remove());
  thread.prepend(...found.querySelectorAll("[data-thread-closed]"));
};

section.addEventListener("click", async (event) => {
  const button = event.target.closest(".moderate button");
  if (!button) return;
  const row = button.closest(".moderate");
  const id = row.dataset.comment;
  const { action, decision } = button.dataset;
  const what = action || button.dataset.what;
  const buttons = row.querySelectorAll("button");
  buttons.forEach((other) => { other.disabled = true; });
  let sent = false;
  try {
    const answer = await (action ? send(row.dataset.act, { action, version: row.dataset.version }) : send(tools.undo, { decision }));
    sent = true;
    if (answer.id) await refresh(id, what);
    tell(id, answer.message.replace(/\.$/, ""), action && answer.id && !answer.conflict && answer.decision, what);
  } catch (error) {
    tell(id, sent ? tools.unshown : tools[error.kind] ?? tools.failed);
  } finally {
    buttons.forEach((other) => { other.disabled = false; });
  }
});

const ids = [...section.querySelectorAll(".comment[id]")].map((comment) => comment.id.slice(1));
fetchFor(ids).then(put, () => { /* signed out: the answer took the mark away */ });
