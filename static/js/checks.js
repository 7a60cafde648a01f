// Lists in the panel “Checks” what the server finds in the article that is being written. Each version
// that is previewed brings its findings along.
import { lead } from "./places.js";

const panel = document.querySelector("[data-article-checks]");

if (panel) {
  const list = panel.querySelector("[data-article-checks-list]");
  const row = panel.querySelector("[data-article-checks-row]");
  const own = panel.querySelector("[data-article-checks-count]");
  const summary = panel.querySelector("[data-article-checks-summary]");
  const others = document.querySelector("[data-side-panel='checks'] [data-content-checker-count]");
  const toggle = document.querySelector(
    "[data-side-panel-toggle='checks'] [data-side-panel-toggle-counter]",
  );
  let checked = { findings: [] };

  const count = () => {
    const all = checked.findings.length + (Number(others?.textContent) || 0);
    own.textContent = String(checked.findings.length);
    own.classList.toggle("has-errors", checked.findings.length > 0);
    if (toggle) {
      toggle.textContent = String(all);
      toggle.hidden = all === 0;
    }
  };

  const show = (finding) => {
    const item = row.content.cloneNode(true);
    const button = item.querySelector("button");
    button.dataset.level = finding.level;
    button.querySelector(".article-checks__level").textContent = panel.dataset[finding.level];
    button.querySelector(".article-checks__message").textContent = finding.message;
    button.addEventListener("click", () => lead(finding.path));
    return item;
  };

  // The metrics are those of the article’s words, without the discussion and what else is on the page.
  const measure = () => {
    const preview = window.wagtail.app.queryController("w-preview");
    if (preview) preview.contentExtractorOptions = { targetElement: "#article-text" };
  };

  document.addEventListener("w-preview:loaded", () => {
    measure();
    const frame = document.querySelector("#w-preview-iframe");
    const data = frame?.contentDocument?.getElementById("article-checked");
    if (!data) return;
    checked = JSON.parse(data.textContent);
    if (summary.textContent !== checked.summary) summary.textContent = checked.summary;
    list.replaceChildren(...checked.findings.map(show));
    count();
  });
  document.addEventListener("w-preview:content", (event) => {
    if (checked.minutes) event.detail.metrics.readingTime = checked.minutes;
    count();
  });
  measure();
}
