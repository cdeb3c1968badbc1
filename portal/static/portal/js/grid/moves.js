// Where a key leads: one cell on, the edge of the filled block, a page, the ends of the row and of the sheet.

const ARROWS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// `from` is a position; `may` says which cells count: open ones for the focus, all for the corner of a selection.
// Null: there is none that way; undefined: the key moves nothing.
export function aim(event, from, cells, may) {
  const arrow = ARROWS[event.key];
  if (arrow) {
    const ahead = cells.ahead(from, ...arrow).filter(may);
    return (event.ctrlKey ? blockEdge(from, ahead, cells) : ahead[0]) ?? null;
  }
  switch (event.key) {
    case "PageUp":
    case "PageDown":
      return page(from, cells.ahead(from, event.key === "PageUp" ? -1 : 1, 0).filter(may), cells);
    case "Home":
    case "End": {
      const line = event.ctrlKey ? cells.lines.flat() : cells.lines[from.row];
      return line.filter(may).at(event.key === "End" ? -1 : 0) ?? null;
    }
    default:
      return undefined;
  }
}

// As in Excel: to the last filled cell before a blank, over blanks to the next filled one, or to the end.
function blockEdge(from, ahead, cells) {
  const filled = (td) => td && !td.classList.contains("na") && cells.text(td) !== "";
  if (!filled(cells.cellAt(from.row, from.column)) || !filled(ahead[0])) return ahead.find(filled) ?? ahead.at(-1);
  const blank = ahead.findIndex((td) => !filled(td));
  return ahead.at(blank < 0 ? -1 : blank - 1);
}

// As many rows as are in sight between the heading and 总计.
function page(from, ahead, cells) {
  const frame = cells.form.querySelector(".grid-frame");
  if (!frame || !ahead.length) return ahead[0] ?? null;
  const room = frame.clientHeight - frame.querySelector("thead").offsetHeight - frame.querySelector("tfoot").offsetHeight;
  const rows = Math.max(1, Math.floor(room / ahead[0].offsetHeight));
  return ahead.filter((td) => Math.abs(cells.position(td).row - from.row) <= rows).at(-1) ?? ahead[0];
}
