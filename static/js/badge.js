// Keeps the number of waiting comments beside the menu item "Comments" current.
// The menu is React's: only attributes that React does not know of are changed, and they are set
// again when it draws the item anew.
import { ask as askServer } from "./fetch.js";

const menu = document.getElementById("wagtail-sidebar");
if (menu) {
  const SECONDS = 20;
  // The attributes by which the server writes the number; without those, nothing waits.
  const WRITTEN = ["data-waiting", "aria-label"];

  let known = null;
  let timer = 0;

  const item = () => menu.querySelector("a[data-comments-badge]");

  function show() {
    const link = item();
    if (!link || known === null) return;
    for (const name of WRITTEN) set(link, name, known[name] ?? null);
  }

  function set(link, name, value) {
    if (link.getAttribute(name) === value) return;
    if (value === null) link.removeAttribute(name);
    else link.setAttribute(name, value);
  }

  async function ask() {
    clearTimeout(timer);
    const link = item();
    if (!link || document.hidden) return;
    try {
      known = (await (await askServer(link.dataset.commentsBadge)).json()).badge;
      show();
    } catch (error) {
      if (["signedOut", "forbidden"].includes(error.kind)) return;
      // The network is away for a while: the next turn asks again.
    }
    clearTimeout(timer);
    timer = setTimeout(ask, SECONDS * 1000);
  }

  new MutationObserver(show).observe(menu, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", ask);
  // The queue says so when a decision was made, in this window or by somebody else.
  document.addEventListener("comments:decided", ask);
  // The answer also marks the browser, so that published pages have a moderator's buttons.
  timer = setTimeout(ask, document.cookie.includes("moderator=1") ? SECONDS * 1000 : 0);
}
