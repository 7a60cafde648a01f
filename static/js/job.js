// Keeps the page of a bulk job up to date while the job is at work.
import { ask } from "./fetch.js";

const job = document.getElementById("job");
const find = (name) => document.getElementById(`job-${name}`);
const EVERY = 2000;
let announced = "";
let listed = "";

function show(data) {
  find("words").textContent = data.words;
  find("state").textContent = data.state;
  find("bar").max = data.total || 1;
  find("bar").value = data.position;
  // Only what is new: a link in the list may have the focus.
  if (data.left && data.left !== listed) find("left").innerHTML = listed = data.left;
  for (const each of job.querySelectorAll("[data-do]")) {
    const hidden = !data.possible.includes(each.dataset.do);
    // Who had just reached a button that goes must not fall back to the top of the page.
    if (hidden && each.contains(document.activeElement)) find("words").focus();
    each.hidden = hidden;
  }
  // Every tenth, not every two seconds.
  const step = `${data.state} ${Math.floor((10 * data.position) / (data.total || 1))}`;
  if (step !== announced) find("said").textContent = `${data.words}. ${data.state}`;
  announced = step;
}

async function look() {
  let over = false;
  try {
    const data = await (await ask(job.dataset.progress)).json();
    show(data);
    over = data.over;
  } catch {
    // The connection is away for a moment; the next look may find it.
  }
  if (!over) setTimeout(look, EVERY);
}

if (!("over" in job.dataset)) setTimeout(look, EVERY);
