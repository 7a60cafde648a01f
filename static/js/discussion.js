// Garnish for a discussion: the form opens in place, and what is typed is kept until it is sent.
(() => {
  const section = document.getElementById("discussion");
  if (!section) return;
  const KEPT = "draft:" + location.pathname;
  const keep = (words) => { try { words ? localStorage.setItem(KEPT, words) : localStorage.removeItem(KEPT); } catch { /* private mode */ } };
  const kept = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const say = document.createElement("p");
  say.className = "visually-hidden";
  say.setAttribute("role", "status");
  section.append(say);
  section.dataset.ready = "";

  let open = null;
  const close = (back) => {
    open?.remove();
    open = null;
    back?.focus();
  };

  // Name and email stay in this browser, and only where the reader asks for it.
  const remember = (form) => {
    const box = form.querySelector("[data-remember]");
    const fields = ["name", "email", "url"].map((name) => form.elements[name]).filter(Boolean);
    if (!fields.length) return;
    let known = {};
    try { known = JSON.parse(localStorage.getItem("reader") || "{}"); } catch { return; }
    box.closest("p").hidden = false;
    box.checked = Object.keys(known).length > 0;
    fields.forEach((field) => { if (!field.value) field.value = known[field.name] || ""; });
    form.addEventListener("submit", () => {
      if (!box.checked) { localStorage.removeItem("reader"); return; }
      localStorage.setItem("reader", JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
    });
  };

  const show = (html, after, opener) => {
    close();
    open = document.createElement("div");
    open.innerHTML = html;
    after.after(open);
    const form = open.querySelector("form");
    const text = form.querySelector("textarea");
    if (!text.value) text.value = kept() || "";
    remember(form);
    text.addEventListener("input", () => keep(text.value));
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "button quiet";
    cancel.textContent = "Cancel";
    cancel.addEventListener("click", () => close(opener));
    form.querySelector("[type=submit]:last-of-type").after(" ", cancel);
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(opener); });
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form, after, opener, event.submitter); });
    (form.querySelector("[aria-invalid=true]") || (form.querySelector(".preview") && text) || form.querySelector("input:not([type=hidden]):not([tabindex])") || text).focus();
  };

  const send = async (form, after, opener, submitter) => {
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form, submitter), headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && answer.redirected) { keep(""); location.assign(answer.url); return; }
      if (answer.ok || answer.status === 422) { show(await answer.text(), after, opener); return; }
      throw new Error(answer.status);
    } catch {
      button.disabled = false;
      say.textContent = "It could not be sent. Your text is kept here; please try again in a moment.";
      say.className = "problem";
      form.append(say);
    }
  };

  section.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.text(), link.closest("p"), link);
    } catch {
      location.assign(link.href);
    }
  });
})();
