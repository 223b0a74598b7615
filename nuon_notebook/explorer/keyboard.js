const HEADER = ".jupyter-widget-Collapse-header";
const OPEN = "jupyter-widget-Collapse-open";
const FOUND = "nuon-found";
const PATIENCE = 30; // times 100 ms, until the views of what was opened are there

// A header is a div that listens to clicks only; this makes it a button for keys and screen readers.
function furnish(root) {
  for (const header of root.querySelectorAll(HEADER)) {
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

function pressed(event) {
  if (event.key !== "Enter" && event.key !== " ") return;
  if (event.target.matches?.(HEADER)) {
    event.preventDefault();
    event.target.click();
  } else if (event.key === "Enter" && event.target.matches?.("select[size]")) {
    event.currentTarget.querySelector(`.${FOUND}`)?.focus({ preventScroll: true });
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

// The line of a pane that holds most of what is told of a hit.
function lineOf(pane, told) {
  const alike = (one) => told.filter((text) => one.textContent.includes(text)).length;
  const lines = [...pane.querySelectorAll("summary, li:not(:has(> details)), tr")].filter((one) => one.textContent.includes(told[0]));
  const best = Math.max(...lines.map(alike));
  return lines.find((one) => alike(one) === best);
}

function reveal(root, hit, patience = PATIENCE) {
  const pane = [...root.getElementsByClassName(hit.pane)].find((one) => one.offsetParent);
  const row = pane?.closest(`.${OPEN}`)?.querySelector(HEADER);
  const at = hit.told.length && pane ? lineOf(pane, hit.told) : row;
  if (!at && patience) return void setTimeout(() => reveal(root, hit, patience - 1), 100);
  for (const old of root.querySelectorAll(`.${FOUND}`)) old.classList.remove(FOUND);
  mark(at ?? row);
}

function mark(at) {
  if (!at) return;
  for (let fold; (fold = at.closest("details:not([open])")); ) fold.open = true;
  at.classList.add(FOUND);
  if (at.tabIndex < 0) at.setAttribute("tabindex", "-1");
  at.scrollIntoView({ block: "nearest" });
}

function render({ model, el }) {
  el.classList.add("nuon-keys");
  let root = null;
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
  const onMessage = (message) => root && reveal(root, message);
  const attach = () => {
    root = el.closest(`.${model.get("name")}`);
    if (!root) return void (waiting = requestAnimationFrame(attach));
    root.addEventListener("keydown", pressed);
    root.addEventListener("toggle", toggled, true); // it does not bubble
    observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    furnish(root);
  };
  let waiting = requestAnimationFrame(attach);
  model.on("msg:custom", onMessage);
  return () => {
    cancelAnimationFrame(waiting);
    observer.disconnect();
    root?.removeEventListener("keydown", pressed);
    root?.removeEventListener("toggle", toggled, true);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
