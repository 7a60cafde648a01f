// Keeps the number of waiting comments beside the menu item "Comments" current.
// The menu is React's: only attributes that React does not know of are changed, and they are set
// again when it draws the item anew.
(() => {
  const SECONDS = 20;
  const COUNTED = 1000;
  const menu = document.getElementById("wagtail-sidebar");
  if (!menu) return;

  let known = null;
  let timer = 0;

  const item = () => menu.querySelector("a[data-comments-badge]");

  function show() {
    const link = item();
    if (!link || known === null) return;
    const label = link.textContent.trim();
    const shown = known > COUNTED ? `${COUNTED.toLocaleString("en")}+` : `${known}`;
    set(link, "data-waiting", known ? shown : null);
    set(link, "aria-label", known ? `${label}, ${shown} waiting` : null);
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
    let signedIn = true;
    try {
      const answer = await fetch(link.dataset.commentsBadge, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      signedIn = answer.status !== 403 && !answer.redirected;
      if (answer.ok && signedIn) {
        known = (await answer.json()).waiting;
        show();
      }
    } catch {
      // The network is away for a while: the next turn asks again.
    }
    clearTimeout(timer);
    if (signedIn) timer = setTimeout(ask, SECONDS * 1000);
  }

  new MutationObserver(show).observe(menu, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", ask);
  // The queue says so when a decision was made in this window.
  document.addEventListener("comments:decided", ask);
  timer = setTimeout(ask, SECONDS * 1000);
})();
