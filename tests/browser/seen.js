// What a person sees inside an element: every visible text with its colours as they are painted, what sticks out,
// and how the cells of tables are aligned.
root => {
  const CLEAR = [0, 0, 0, 0];

  function parsed(colour) {
    const numbers = (colour.match(/[\d.]+(e-?\d+)?%?/g) || []).map(parseFloat);
    if (/^rgba?\(/.test(colour)) return [numbers[0] / 255, numbers[1] / 255, numbers[2] / 255, numbers[3] ?? 1];
    if (/^color\(srgb /.test(colour)) return [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
    throw new Error(`a colour that this script cannot read: ${colour}`);
  }

  function over(top, bottom) {
    const alpha = top[3] + bottom[3] * (1 - top[3]);
    const mixed = i => (top[i] * top[3] + bottom[i] * bottom[3] * (1 - top[3])) / (alpha || 1);
    return [mixed(0), mixed(1), mixed(2), alpha];
  }

  // An element's opacity fades its background and everything within it as one picture.
  function painted(leaf, colour) {
    let layer = colour;
    for (let at = leaf; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      layer = over(layer, parsed(style.backgroundColor));
      layer = [...layer.slice(0, 3), layer[3] * parseFloat(style.opacity)];
    }
    return over(layer, [1, 1, 1, 1]);
  }

  function luminance(colour) {
    const linear = colour.slice(0, 3).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  function contrast(a, b) {
    const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (bright + 0.05) / (dark + 0.05);
  }

  function isSeen(element) {
    return element.checkVisibility({contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true});
  }

  function texts() {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.data.replace(/\s+/g, " ").trim();
      if (!text || !isSeen(element) || element.matches("details:not([open])")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if (![...range.getClientRects()].some(box => box.width > 1 && box.height > 1)) continue;
      const front = painted(element, parsed(getComputedStyle(element).color));
      const back = painted(element, CLEAR);
      found.push({text, badge: !!element.closest("mark, .b"), contrast: contrast(front, back)});
    }
    return found;
  }

  // Whatever an ancestor below the root scrolls or clips does not stick out of the root, but nothing scrolls to the left.
  function scrolls(element) {
    for (let at = element.parentElement; at && at !== root; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  }

  function sticksOut() {
    const {left, right} = root.getBoundingClientRect();
    const isOut = ({left: from, right: to}, element) => from < left - 1 || (to > right + 1 && !scrolls(element));
    return [...root.querySelectorAll("*")]
      .filter(element => isSeen(element) && element.getClientRects().length) // a place to break a line has no box
      .filter(element => isOut(element.getBoundingClientRect(), element))
      .map(element => `${element.localName}: ${element.textContent.trim().slice(0, 60)}`);
  }

  // What holds the text of a cell is aligned: the cell itself, or paragraphs in it.
  function unaligned() {
    const holdsText = element => [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE ? node.data.trim() : getComputedStyle(node).display.startsWith("inline"));
    return [...root.querySelectorAll("td,th")]
      .filter(isSeen)
      .filter(cell => [cell, ...cell.querySelectorAll("p,div,pre,summary,li")].some(
        element => holdsText(element) && !["left", "start"].includes(getComputedStyle(element).textAlign)))
      .map(cell => cell.textContent.trim().slice(0, 60));
  }

  return {texts: texts(), sticking_out: sticksOut(), unaligned: unaligned()};
}
