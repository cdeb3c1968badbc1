// Movement as in a spreadsheet. A cell is entered with its content selected: typing replaces it, arrows leave it.
// Once the text is being edited (F2, typing, a click into it), left, right, Home and End move the caret first.

export function followKeys(form, cells, panel) {
  let tabStart = null; // Enter after a run of Tabs returns to the column where the run began

  form.addEventListener("keydown", (event) => {
    const td = cells.of(event.target);
    if (!td || event.isComposing) return;
    if (event.key === "F4" || (event.key === "Enter" && event.altKey)) {
      event.preventDefault();
      panel.open(td);
      return;
    }
    if (event.altKey || event.metaKey) return;
    const target = aim(event, td, cells, tabStart);
    if (target === undefined) return;
    if (event.key === "Tab") {
      if (!target) return; // past the last cell Tab leaves the grid
      tabStart ??= td;
    } else {
      tabStart = null;
    }
    event.preventDefault();
    if (target && target !== td) cells.focus(target);
    else if (event.key === "Enter") event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  form.addEventListener("pointerdown", () => {
    tabStart = null;
  });
}

// The cell to go to; null: nowhere, stay; undefined: the key is not ours.
function aim(event, td, cells, tabStart) {
  const input = event.target;
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const caret = input.selectionStart === input.selectionEnd ? input.selectionStart : null;
  switch (event.key) {
    case "Enter":
      return enter(event, td, cells, tabStart);
    case "Tab":
      return step(td, cells, event.shiftKey ? -1 : 1);
    case "ArrowDown":
      return cells.next(td, 1, 0);
    case "ArrowUp":
      return cells.next(td, -1, 0);
    case "ArrowLeft":
      return !event.shiftKey && (whole || caret === 0) ? cells.next(td, 0, -1) : undefined;
    case "ArrowRight":
      return !event.shiftKey && (whole || caret === input.value.length) ? cells.next(td, 0, 1) : undefined;
    case "Home":
    case "End":
      return edge(event, td, cells, whole);
    case "F2":
      input.setSelectionRange(input.value.length, input.value.length);
      return null;
    case "Escape":
      cells.restore(td);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      return null;
    default:
      return undefined;
  }
}

function enter(event, td, cells, tabStart) {
  if (event.shiftKey) return cells.next(td, -1, 0);
  return cells.next(tabStart ?? td, 1, 0) ?? null;
}

function step(td, cells, by) {
  const open = cells.open();
  return open[open.indexOf(td) + by] ?? null;
}

function edge(event, td, cells, whole) {
  const last = event.key === "End";
  if (event.ctrlKey) return cells.open().at(last ? -1 : 0);
  return whole ? cells.rowEdge(td, last) : undefined;
}
