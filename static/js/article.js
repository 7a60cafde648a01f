// Garnish for an article: everything it does can be done without it.
// The element that an address ends in; null where it is no element or no address.
const aim = (hash) => { try { return document.getElementById(decodeURIComponent(hash.slice(1))); } catch { return null; } };
const contents = document.querySelector(".contents details");
const links = new Map();
document.querySelectorAll(".contents a").forEach((link) => {
  const target = aim(link.hash);
  if (target) links.set(target, link);
});

// Beside the text there is room for the contents; above it they fold away.
if (contents) {
  const wide = matchMedia("(min-width: 64rem)");
  const fit = () => { contents.open = wide.matches; };
  fit();
  wide.addEventListener("change", fit);
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) contents.open = false;
    if (event.target.closest("summary") && wide.matches) event.preventDefault();
  });
}

// Mark the section that is being read: the last one whose top has passed the upper third.
let current = null;
const mark = () => {
  let reading = null;
  for (const [section, link] of links) {
    if (section.getBoundingClientRect().top < innerHeight / 3) reading = link;
  }
  if (reading === current) return;
  current?.removeAttribute("aria-current");
  reading?.setAttribute("aria-current", "true");
  current = reading;
  const list = document.querySelector(".contents");
  if (reading && list.scrollHeight > list.clientHeight) {
    list.scrollTop = reading.offsetTop - list.clientHeight / 2;
  }
};
if (links.size && "IntersectionObserver" in window) {
  const observer = new IntersectionObserver(mark, { rootMargin: "-33% 0px -66% 0px" });
  links.forEach((_, section) => observer.observe(section));
  mark();
}

// A link to a question opens its answer; paper shows all of them.
const open = () => {
  const target = aim(location.hash);
  if (target?.tagName === "DETAILS") target.open = true;
};
open();
addEventListener("hashchange", open);
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".faq details:not([open])")];
  opened.forEach((details) => { details.open = true; });
});
addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

// Sharing by the device's own means.
const share = document.querySelector("[data-share]");
if (share) {
  const address = document.querySelector("link[rel=canonical]")?.href || location.href;
  const button = (label, act) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = label;
    element.addEventListener("click", () => act(element));
    share.prepend(element);
  };
  if (navigator.clipboard) {
    button(share.dataset.copy, async (element) => {
      await navigator.clipboard.writeText(address);
      element.textContent = share.dataset.copied;
      element.setAttribute("aria-live", "polite");
    });
  }
  if (navigator.share) {
    button(share.dataset.share, () => navigator.share({ title: document.title, url: address }).catch(() => {}));
  }
}

// A video from elsewhere is let in when the reader asks for it, and not before.
document.querySelectorAll("[data-player]").forEach((link) => {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = link.dataset.player;
    frame.title = link.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    link.replaceWith(frame);
    frame.focus();
  });
});

// Suggestions come when a reader goes to the search box.
document.querySelector("[role=search]")?.addEventListener("focusin", () => {
  import("./search.js").catch(() => {});
}, { once: true });

// The discussion's script comes when the discussion comes near.
const discussion = document.getElementById("discussion");
if (discussion && "IntersectionObserver" in window) {
  new IntersectionObserver((seen, observer) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    import("./discussion.js").catch(() => {});
  }, { rootMargin: "900px" }).observe(discussion);
}
