const HEADER = ".jupyter-widget-Collapse-header";
const OPEN = "jupyter-widget-Collapse-open";

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
}

function pressed(event) {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches?.(HEADER)) {
    event.preventDefault();
    event.target.click();
  }
}

function reveal(root) {
  const open = [...root.querySelectorAll(`.${OPEN} > ${HEADER}`)].filter((header) => header.offsetParent);
  const header = open.at(-1);
  header?.scrollIntoView({ block: "nearest" });
  header?.focus({ preventScroll: true });
}

function render({ model, el }) {
  el.classList.add("nuon-keys");
  let root = null;
  const observer = new MutationObserver(() => furnish(root));
  const onMessage = (message) => root && message.reveal && setTimeout(() => reveal(root), 150);
  const attach = () => {
    root = el.closest(`.${model.get("name")}`);
    if (!root) return void (waiting = requestAnimationFrame(attach));
    root.addEventListener("keydown", pressed);
    observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    furnish(root);
  };
  let waiting = requestAnimationFrame(attach);
  model.on("msg:custom", onMessage);
  return () => {
    cancelAnimationFrame(waiting);
    observer.disconnect();
    root?.removeEventListener("keydown", pressed);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
