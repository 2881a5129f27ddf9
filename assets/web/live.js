// Keeps a page of the staff's true while it is open. Without this file every page works as well: it is only not told.
//
// The hub says that a topic has changed. If the page shows it, the page is asked for anew, with the same rights as ever,
// and the part marked `data-live` takes the place of the old one. Focus, scroll, open details and what somebody types
// stay as they are.

const QUIET = 2000; // ms between two looks: many changes at once are one

let source = null;
let waiting = null;
let looked = 0;
let looking = false;

const region = () => document.querySelector("[data-live]");

function follow() {
  const part = region();
  if (!part || source || document.hidden) return;
  source = new EventSource(part.dataset.liveFrom);
  // What changed before there was a line, or while it was down, nobody said.
  source.addEventListener("open", look);
  source.addEventListener("changed", (event) => {
    if (part.dataset.live.split(" ").includes(event.data)) look();
  });
  source.addEventListener("tick", look);
  // Whoever is signed out sees nothing of it any longer.
  source.addEventListener("ended", () => location.reload());
}

// A page in the background holds no line: a browser has six of them for all of its pages together.
function rest() {
  source?.close();
  source = null;
}

function look() {
  if (waiting) return;
  waiting = setTimeout(async () => {
    waiting = null;
    if (looking || busy()) return look();
    looking = true;
    try {
      await refresh();
    } finally {
      looking = false;
      looked = Date.now();
    }
  }, Math.max(0, looked + QUIET - Date.now()));
}

// Whether somebody is in the middle of something in the part that would be replaced.
function busy() {
  const active = document.activeElement;
  return region().contains(active) && active.matches("input:not([type=hidden]), select, textarea");
}

async function refresh() {
  let answer;
  try {
    answer = await fetch(location.href, { headers: { "Foyer-Live": "refresh" }, redirect: "manual" });
  } catch {
    return; // the hub is away; the browser takes the line up again by itself, and then the page looks
  }
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  const old = region();
  if (!fresh || fresh.innerHTML === old.dataset.shown) return;
  const shown = fresh.innerHTML;
  const place = where(document.activeElement);
  keepOpen(old, fresh);
  const [x, y] = [scrollX, scrollY];
  old.replaceWith(document.adoptNode(fresh));
  fresh.dataset.shown = shown;
  document.title = page.title;
  scrollTo({ left: x, top: y, behavior: "instant" });
  if (place) find(fresh, place)?.focus({ preventScroll: true });
  say("The page has changed.");
}

function keepOpen(old, fresh) {
  const open = [...old.querySelectorAll("details")].map((each) => each.open);
  fresh.querySelectorAll("details").forEach((each, number) => {
    if (number in open) each.open = open[number];
  });
}

// Where the focus is, so that it can be found in the new part: by id, else by where a link leads, else by its place.
function where(element) {
  const part = region();
  if (!element || !part.contains(element)) return null;
  const all = [...part.querySelectorAll("a[href], button, summary, [tabindex]")];
  return { id: element.id, href: element.getAttribute("href"), place: all.indexOf(element) };
}

function find(part, { id, href, place }) {
  if (id) return part.querySelector(`#${CSS.escape(id)}`);
  const all = [...part.querySelectorAll("a[href], button, summary, [tabindex]")];
  return (href && all.find((each) => each.getAttribute("href") === href)) || all[Math.min(place, all.length - 1)];
}

// For people who do not see that something moved.
function say(words) {
  let status = document.getElementById("live-status");
  if (!status) {
    status = document.createElement("p");
    status.id = "live-status";
    status.className = "govuk-visually-hidden";
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = "";
  setTimeout(() => (status.textContent = words), 100);
}

if (region()) region().dataset.shown = region().innerHTML;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return rest();
  follow();
});
addEventListener("pagehide", rest);
addEventListener("pageshow", follow);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
