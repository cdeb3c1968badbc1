// Keys as in a spreadsheet. In an active cell typing replaces, arrows leave, Shift and a moving key selects, Delete clears;
// in an edited one (mode.js) left, right, Home, End and Delete belong to the text first.

import { aim } from "./moves.js";

export function followKeys(form, grid) {
  const { cells, find, mode, panel, selection } = grid;
  const frame = form.querySelector(".grid-frame");
  let tabStart = null; // Enter after a run of Tabs returns to the column where the run began

  document.addEventListener("keydown", (event) => {
    const td = cells.of(event.target);
    if (event.isComposing) return;
    const inside = td || frame?.contains(event.target) || (selection.many && event.target === document.body);
    if (inside && event.ctrlKey && event.key.toLowerCase() === "f") {
      if (find.open(td)) event.preventDefault();
      return;
    }
    if (!td) {
      if (inside && (selects(event, grid) || edits(event, grid))) event.preventDefault();
      return;
    }
    if (event.key === "F4" || (event.key === "Enter" && event.altKey)) {
      event.preventDefault();
      panel.open(td);
      return;
    }
    if (event.altKey || event.metaKey) return;
    if ((!mode.editing(td) && (selects(event, grid) || edits(event, grid))) || changes(event.key, td, grid)) {
      event.preventDefault();
      return;
    }
    const target = goal(event, td, grid, tabStart);
    if (target === undefined) return;
    if (event.key === "Tab") {
      if (!target) return; // past the last cell Tab leaves the grid
      tabStart ??= td;
    } else {
      tabStart = null;
    }
    event.preventDefault();
    selection.clear();
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

// Keys that change what is selected; they work on locked cells too. True where the key was ours.
function selects(event, { cells, selection }) {
  if (event.ctrlKey && event.key.toLowerCase() === "a") selection.all();
  else if (event.key === "Escape" && selection.many) selection.clear();
  else {
    const corner = event.shiftKey && selection.corner();
    const target = corner ? aim(event, corner, cells, Boolean) : undefined;
    if (target === undefined) return false;
    if (target) selection.extend(target);
    target?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  return true;
}

// Keys that change every selected cell at once, or take such a change back; true where the key was ours.
function edits(event, { history, saving, selection }) {
  const key = event.ctrlKey ? event.key.toLowerCase() : "";
  if (event.key === "Delete") saving.put(selection.open().map((td) => [td, ""]));
  else if (key === "d") saving.put(selection.filledDown());
  else if (key === "z" && !event.shiftKey) history.undo();
  else if (key === "y" || key === "z") history.redo();
  else return false;
  return true;
}

// Keys that change how one is in the cell; true where the key was ours.
function changes(key, td, { mode, saving }) {
  if (key === "F2") mode.edit(td);
  else if (key === "Escape") {
    saving.restore(td);
    mode.activate(td);
  } else return false;
  return true;
}

// The open cell to go to; null: nowhere, stay; undefined: the key is not ours.
function goal(event, td, { cells, mode }, tabStart) {
  const open = (one) => cells.input(one);
  switch (event.key) {
    case "Enter":
      return cells.ahead(cells.position(tabStart ?? td), event.shiftKey ? -1 : 1, 0).find(open) ?? null;
    case "Tab":
      return step(td, cells, event.shiftKey ? -1 : 1);
    default:
      if (mode.editing(td) && belongsToText(event, mode)) return undefined;
      return aim(event, cells.position(td), cells, open);
  }
}

function step(td, cells, by) {
  const open = cells.open();
  return open[open.indexOf(td) + by] ?? null;
}

// Left and right leave an edited cell at the ends of its text; up and down always do.
function belongsToText(event, mode) {
  const { selectionStart, selectionEnd, value } = event.target;
  const plain = !event.shiftKey && !event.ctrlKey && selectionStart === selectionEnd;
  switch (event.key) {
    case "ArrowUp":
    case "ArrowDown":
      return event.shiftKey;
    case "ArrowLeft":
      return !plain || selectionStart > 0;
    case "ArrowRight":
      return !plain || selectionEnd < value.length;
    default:
      return mode.always || !event.key.startsWith("Page");
  }
}
