// Keys as in a spreadsheet. In an active cell typing replaces, arrows leave, Delete clears; in an edited one (mode.js)
// left, right, Home, End and Delete belong to the text first.

export function followKeys(form, { cells, mode, saving, panel }) {
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
    if (changes(event.key, td, mode, saving)) {
      event.preventDefault();
      return;
    }
    const target = aim(event, td, cells, mode.editing(td), tabStart);
    if (target === undefined) return;
    if (event.key === "Tab") {
      if (!target) return; // past the last cell Tab leaves the grid
      tabStart ??= td;
    } else {
      tabStart = null;
    }
    event.preventDefault();
    if (target && target !== td) cells.focus(target);
    else if (event.key === "Enter") {
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
      mode.activate(td);
    }
  });

  form.addEventListener("pointerdown", () => {
    tabStart = null;
  });
}

// Keys that change the cell or how one is in it; true where the key was ours.
function changes(key, td, mode, saving) {
  if (key === "F2") mode.edit(td);
  else if (key === "Delete" && !mode.editing(td)) saving.clear(td);
  else if (key === "Escape") {
    saving.restore(td);
    mode.activate(td);
  } else return false;
  return true;
}

// The cell to go to; null: nowhere, stay; undefined: the key is not ours.
function aim(event, td, cells, editing, tabStart) {
  const input = event.target;
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
      return !event.shiftKey && (!editing || caret === 0) ? cells.next(td, 0, -1) : undefined;
    case "ArrowRight":
      return !event.shiftKey && (!editing || caret === input.value.length) ? cells.next(td, 0, 1) : undefined;
    case "Home":
    case "End":
      return edge(event, td, cells, editing);
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

function edge(event, td, cells, editing) {
  const last = event.key === "End";
  if (event.ctrlKey) return cells.open().at(last ? -1 : 0);
  return editing ? undefined : cells.rowEdge(td, last);
}
