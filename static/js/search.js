// Garnish for the search: suggestions while a reader types, and word of which result was opened.
const input = document.querySelector("[role=search] [type=search]");
if (input) {
  const set = (element, attributes, ...inside) => {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...inside);
    return element;
  };
  const make = (tag, ...rest) => set(document.createElement(tag), ...rest);
  const list = make("ul", { id: "suggestions", role: "listbox", "aria-label": document.body.dataset.suggestions, hidden: "" });
  const say = make("p", { role: "status", class: "visually-hidden" });
  input.after(list, say);
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": false });
  const known = new Map();
  let styled, active, timer, request;

  const activate = (option) => {
    if (active) set(active, { "aria-selected": false });
    active = option;
    set(input, { "aria-activedescendant": option?.id || "" });
    if (option) set(option, { "aria-selected": true }).scrollIntoView({ block: "nearest" });
  };
  const show = (words, options) => {
    activate();
    list.replaceChildren(...options);
    list.hidden = !options.length;
    set(input, { "aria-expanded": !list.hidden });
    say.textContent = words;
  };
  // What is under way answers what the box held before.
  const stop = () => { clearTimeout(timer); request?.abort(); };
  const close = () => { stop(); show("", []); };
  const held = (event) => event.ctrlKey || event.metaKey || event.shiftKey;
  const draw = ({ title, url, label }, number) => make(
    "li", { id: "suggestion-" + number, role: "option", "aria-selected": false, "data-url": url, dir: "auto" },
    title, " ", make("small", {}, label),
  );

  const ask = async () => {
    stop();
    const text = input.value.trim();
    if (text.length < 2) return close();
    const { signal } = request = new AbortController();
    // The styles come with the first question; where they fail, the list does without.
    styled ||= new Promise((done) => {
      const link = make("link", { rel: "stylesheet", href: document.body.dataset.suggest });
      link.addEventListener("load", done);
      link.addEventListener("error", done);
      document.head.append(link);
    });
    try {
      if (!known.has(text)) {
        // An article loads this script for the box alone: the helper comes with the first question.
        const { ask: askServer } = await import("./fetch.js");
        known.set(text, await (await askServer("/search/suggest/?q=" + encodeURIComponent(text), { signal })).json());
      }
      await styled;
      const { said, suggestions } = known.get(text);
      if (!signal.aborted) show(said, suggestions.map(draw));
    } catch {
      if (!signal.aborted) close();
    }
  };
  const type = (event) => {
    stop();
    activate();
    if (!event?.isComposing) timer = setTimeout(ask, 150);
  };
  input.addEventListener("input", type);
  input.addEventListener("compositionend", type);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", async (event) => {
    const { key } = event;
    // Safari tells of the key that ends a composition after its end, as 229.
    if (event.isComposing || event.keyCode === 229 || held(event)) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) await ask();
      if (event.altKey) return;
      activate(key === "ArrowDown" ? active?.nextSibling || list.firstChild : active?.previousSibling || list.lastChild);
    } else if (key === "Enter" || key === "Escape") {
      const url = key === "Enter" && active?.dataset.url;
      if (url || key === "Escape") event.preventDefault();
      close();
      if (url) location.assign(url);
    } else activate();
  });

  // A press leaves the focus in the box. An option may hold no link, so it acts like one.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  const told = new Set();
  const press = (event) => {
    const { target, button } = event;
    if (button > 1) return;
    const url = target.closest("#suggestions li")?.dataset.url;
    if (url) {
      close();
      open(url, button || held(event) ? "_blank" : "_self");
    }
    const result = target.closest("[data-search-results] [data-result]")?.dataset.result;
    if (result && !told.has(result)) {
      told.add(result);
      const q = target.closest("[data-search-results]").dataset.query;
      navigator.sendBeacon?.("/search/clicked/", new URLSearchParams({ q, result }));
    }
  };
  addEventListener("click", press);
  addEventListener("auxclick", press);
  if (input === document.activeElement) type();
}
