// Who signs out leaves nothing behind in this browser: what was kept of their texts is deleted.
import { ask } from "../fetch.js";
import { keys, PREFIX } from "./store.js";

const { leaving: question } = document.querySelector("script[data-leaving]").dataset;

const leave = async (form) => {
  let mine = keys();
  try {
    const { user } = await (await ask(form.action.replace(/logout\/$/, "writing/state/"))).json();
    mine = keys(`${PREFIX}${user}:`);
  } catch { /* Nobody is signed in, or the site is away: nothing is known but that somebody leaves. */ }
  if (mine.length && !window.confirm(question)) return;
  mine.forEach((key) => localStorage.removeItem(key));
  form.submit();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.action.endsWith("/logout/") || !keys().length) return;
  event.preventDefault();
  leave(form);
});
