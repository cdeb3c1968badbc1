// Selecting with the mouse: a drag from cell to cell, or Shift and a click. Fingers scroll the sheet and select nothing.

const SPEED = 24; // pixels of scrolling a frame, at most

export function followMouse(form, { cells, mode, selection }) {
  const frame = form.querySelector(".grid-frame");
  if (!frame) return;
  let pressed = null; // the cell where the button went down
  let pointer = null;

  form.addEventListener("mousedown", (event) => {
    const td = event.target.closest("[data-c]");
    if (!td || event.button) return;
    if (event.shiftKey) {
      event.preventDefault();
      selection.extend(td);
      return;
    }
    selection.clear();
    pressed = td;
    pointer = event;
    requestAnimationFrame(roll);
  });

  document.addEventListener("mousemove", (event) => {
    if (!pressed) return;
    if (!event.buttons) return void (pressed = null);
    pointer = event;
    reach();
  });
  document.addEventListener("mouseup", () => {
    pressed = null;
    form.classList.remove("is-picking");
  });
  // Neither a dragged link nor one pressed with Shift is opened.
  form.addEventListener("dragstart", (event) => pressed && event.preventDefault());
  frame.addEventListener("click", (event) => (event.shiftKey || selection.many) && event.preventDefault(), true);

  // Up to the cell under the pointer, or the nearest that is in view.
  function reach() {
    const { left, right, top, bottom } = inSight(frame);
    const at = (from, place, to) => Math.max(from + 2, Math.min(place, to - 2));
    const under = document.elementFromPoint(at(left, pointer.clientX, right), at(top, pointer.clientY, bottom));
    const td = under?.closest("[data-c]");
    if (!td || (td === pressed && !selection.many)) return;
    if (!selection.many) begin();
    selection.span(cells.position(pressed), cells.position(td));
  }

  function begin() {
    form.classList.add("is-picking");
    if (!cells.input(pressed)) return document.activeElement.blur();
    cells.focus(pressed);
    mode.activate(pressed);
  }

  // Held beyond what is in sight, the pointer pulls the sheet along.
  function roll() {
    if (!pressed) return;
    const { left, right, top, bottom } = inSight(frame);
    const [x, y] = [beyond(left, pointer.clientX, right), beyond(top, pointer.clientY, bottom)];
    if (selection.many && (x || y)) {
      frame.scrollBy(x, y);
      reach();
    }
    requestAnimationFrame(roll);
  }
}

// The part of the frame in which cells are seen: not under the heading, 总计 or the first columns.
function inSight(frame) {
  const box = frame.getBoundingClientRect();
  return {
    left: frame.querySelector(".axis").getBoundingClientRect().right,
    right: box.right,
    top: frame.querySelector("thead").getBoundingClientRect().bottom,
    bottom: Math.min(frame.querySelector("tfoot").getBoundingClientRect().top, innerHeight),
  };
}

function beyond(from, place, to) {
  const by = place < from ? place - from : place > to ? place - to : 0;
  return Math.max(-SPEED, Math.min(by, SPEED));
}
