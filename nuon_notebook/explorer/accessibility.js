const HEADER = ".jupyter-widget-Collapse-header";
const OPEN = "jupyter-widget-Collapse-open";
const FOUND = "nuon-found";
const LIST = "select[size]";
const NAME = ".nuon-go"; // opens the row of what it names
const MARK = "\u2060";
const REASON = "\u2063";
const TONES = { "\u2715": "failed", "!": "waiting", "\u25f7": "running" };
const SEARCH = ".nuon-search";
const PATIENCE = 3_000; // ms, until the views of what was opened are there
const LONGEST = 120_000; // ms, for as long as a pane may load
const CHANGES = { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] };
const GLANCE = 500; // ms: patience ends also where nothing changes

// A header is text only. What is exceptional in it stands between marks that are not seen; here it gets its colour.
function colour(header) {
  const span = header.querySelector(":scope > span");
  const text = span?.textContent ?? "";
  if (!text.includes(MARK) && !text.includes(REASON)) return;
  const [said, why] = text.split(REASON, 2);
  const pieces = said.split(MARK);
  const whole = pieces.length % 2 === 1; // a header that was cut may lack a mark
  const parts = whole ? pieces.map((piece, place) => (place % 2 ? exception(piece) : between(piece))) : pieces;
  // No mark may be left: whoever observes the header would colour it again, for ever.
  const reason = (why ?? "").replaceAll(MARK, "");
  span.replaceChildren(...parts, ...(reason ? [part("span", "nuon-why", reason)] : []));
}

function exception(text) {
  return part("mark", `nuon-exception nuon-${TONES[text[0]] ?? "unknown"}`, text);
}

// Without colours the exceptions are in brackets.
function between(text) {
  return text.replace(/ \[$/, " ").replace(/^\]/, "").replace(/^ · $/, " ");
}

function part(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

// A header is a div that listens to clicks only; this makes it a button for keys and screen readers.
function furnish(root) {
  for (const header of root.querySelectorAll(HEADER)) {
    colour(header);
    const expanded = String(header.parentElement.classList.contains(OPEN));
    if (header.getAttribute("role") !== "button") {
      header.setAttribute("role", "button");
      header.setAttribute("tabindex", "0");
      header.querySelector("i")?.setAttribute("aria-hidden", "true");
    }
    if (header.getAttribute("aria-expanded") !== expanded) header.setAttribute("aria-expanded", expanded);
  }
  // A text that scrolls must be reachable without a mouse.
  for (const text of root.querySelectorAll(".nuon pre:not([tabindex])")) text.setAttribute("tabindex", "0");
  // JupyterLab takes arrows and letters for its own commands but where this says that they choose in a list.
  for (const list of root.querySelectorAll("select:not([data-lm-suppress-shortcuts])")) {
    list.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

// What a person opened in a leaf, so that it stays open when the leaf is shown anew or in another place.
class Opened {
  #byLeaf = new Map();

  note(leaf) {
    const open = this.#named(leaf).filter(([, one]) => one.open);
    this.#byLeaf.set(this.#key(leaf), new Set(open.map(([name]) => name)));
  }

  restore(leaf) {
    const open = this.#byLeaf.get(this.#key(leaf));
    for (const [name, one] of open ? this.#named(leaf) : []) if (open.has(name)) one.open = true;
  }

  #key(leaf) {
    return [...leaf.classList].find((name) => name.startsWith("nuon-pane-"));
  }

  // A summary begins with a name, which stays while statuses after it change.
  #named(leaf) {
    const times = new Map();
    return [...leaf.querySelectorAll("details")].map((one) => {
      let name = "";
      for (let at = one; at && leaf.contains(at); at = at.parentElement.closest("details")) {
        const summary = at.querySelector(":scope > summary");
        name = `${(summary?.firstElementChild ?? summary)?.textContent}\n${name}`;
      }
      times.set(name, (times.get(name) ?? 0) + 1);
      return [`${times.get(name)} ${name}`, one];
    });
  }
}

function leavesIn(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const around = node.closest(".nuon-leaf");
  return around ? [around] : node.querySelectorAll(".nuon-leaf");
}

// The line of a pane that holds most of the texts of a hit.
function lineOf(pane, texts) {
  const alike = (one) => texts.filter((text) => one.textContent.includes(text)).length;
  const lines = [...pane.querySelectorAll("summary, li:not(:has(> details)), tr")].filter((one) => one.textContent.includes(texts[0]));
  const best = Math.max(...lines.map(alike));
  return lines.find((one) => alike(one) === best);
}

// Where a hit can be seen by now: its line in the pane, the row that holds the pane, and whether the pane still loads.
function placeOf(root, hit) {
  const pane = [...root.getElementsByClassName(hit.pane)].find((one) => one.offsetParent);
  const row = pane?.closest(`.${OPEN}`)?.querySelector(HEADER);
  const line = hit.texts.length && pane ? lineOf(pane, hit.texts) : row;
  return { line, row, loads: pane && !pane.matches(".nuon-leaf") && !pane.querySelector(".nuon-leaf") };
}

// Goes to one hit at a time: a newer one ends the wait for an older.
class Hits {
  #root;
  #tell;
  #observer = null;
  #timer = null;
  #before = -1;
  // What the person wants who chose in this view: to see the hit, or to go there. Other views of it do not move.
  #wish = null;

  constructor(root, tell) {
    this.#root = root;
    this.#tell = tell;
  }

  listen(signal) {
    const on = (type, act) => {
      const heard = (event) => event.target.closest?.(LIST) && act(event.target.closest(LIST), event);
      this.#root.addEventListener(type, heard, { signal });
    };
    on("pointerdown", (list) => (this.#before = list.selectedIndex));
    on("change", () => (this.#wish = "see"));
    // The first choice changes the list, which tells the kernel; the same choice again changes nothing.
    on("click", (list, event) => event.target !== list && list.selectedIndex === this.#before && this.#again("see"));
    on("keydown", (_list, event) => event.key === "Enter" && this.#enter());
    const pressed = (event) => event.target.closest?.(NAME) && this.#open(event.target.closest(NAME), event.detail === 0);
    this.#root.addEventListener("click", pressed, { signal });
  }

  go(hit) {
    this.end();
    const from = performance.now();
    let calm = from;
    const look = () => {
      const now = performance.now();
      const { line, row, loads } = placeOf(this.#root, hit);
      if (loads && now - from < LONGEST) calm = now;
      if (!line && now - calm < PATIENCE) return;
      this.end();
      this.#mark(line ?? row);
    };
    this.#observer = new MutationObserver(look);
    this.#observer.observe(this.#root, CHANGES);
    this.#timer = setInterval(look, GLANCE);
    look();
  }

  end() {
    this.#observer?.disconnect();
    clearInterval(this.#timer);
  }

  #again(wish) {
    this.#wish = wish;
    this.#tell({ event: "same hit" });
  }

  #open(name, byKey) {
    this.#wish = byKey ? "enter" : "see";
    this.#tell({ event: "opened", ids: name.dataset.ids });
  }

  #enter() {
    const found = this.#root.querySelector(`.${FOUND}`);
    if (found?.offsetParent && !this.#wish) found.focus({ preventScroll: true });
    else this.#again("enter");
  }

  #mark(at) {
    const wish = this.#wish;
    this.#wish = null;
    if (!at) return;
    for (const old of this.#root.querySelectorAll(`.${FOUND}`)) old.classList.remove(FOUND);
    for (let fold; (fold = at.closest("details:not([open])")); ) fold.open = true;
    at.classList.add(FOUND);
    if (at.tabIndex < 0) at.setAttribute("tabindex", "-1");
    if (wish) at.scrollIntoView({ block: "nearest" });
    // Whoever went on to something else meanwhile stays there.
    if (wish === "enter" && document.activeElement?.matches(`${LIST}, ${NAME}`)) at.focus({ preventScroll: true });
  }
}

function pressed(event) {
  if ((event.key !== "Enter" && event.key !== " ") || !event.target.matches?.(HEADER)) return;
  event.preventDefault();
  event.target.click();
}

function render({ model, el }) {
  el.classList.add("nuon-keys");
  let root = null;
  let hits = null;
  const listening = new AbortController();
  const { signal } = listening;
  const opened = new Opened();
  const observer = new MutationObserver((records) => {
    const fresh = records.flatMap((record) => [...record.addedNodes]).flatMap((node) => [...leavesIn(node)]);
    for (const leaf of new Set(fresh)) opened.restore(leaf);
    furnish(root);
  });
  const toggled = (event) => {
    const leaf = event.target.closest?.(".nuon-leaf");
    if (leaf) opened.note(leaf);
  };
  let inSearch = false;
  // Filters get their options when somebody is about to use them.
  const reached = (event) => {
    const before = inSearch;
    inSearch = Boolean(event.type !== "pointerleave" && event.target.closest?.(SEARCH));
    if (inSearch && !before) model.send({ event: "search used" });
  };
  const onMessage = (message) => hits?.go(message);
  const attach = () => {
    root = el.closest(`.${model.get("name")}`);
    if (!root) return void (waiting = requestAnimationFrame(attach));
    hits = new Hits(root, (event) => model.send(event));
    hits.listen(signal);
    root.addEventListener("keydown", pressed, { signal });
    for (const type of ["pointerover", "pointerleave", "focusin"]) root.addEventListener(type, reached, { signal });
    root.addEventListener("toggle", toggled, { capture: true, signal }); // it does not bubble
    observer.observe(root, CHANGES);
    furnish(root);
  };
  let waiting = requestAnimationFrame(attach);
  model.on("msg:custom", onMessage);
  return () => {
    cancelAnimationFrame(waiting);
    observer.disconnect();
    hits?.end();
    listening.abort();
    model.off("msg:custom", onMessage);
  };
}

export default { render };
