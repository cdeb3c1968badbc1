// Several cells at once: a rectangle from where it began to its far corner, whatever cells it meets. Without one, the cell in
// focus is the selection. Locked cells may be in it: they are copied and counted, never changed.

export class Selection {
  constructor(cells) {
    this.cells = cells;
    this.anchor = this.end = null; // positions
    this.painted = new Set();
    this.onChange = () => {};
  }

  get many() {
    return Boolean(this.anchor);
  }

  // The cell in focus, or null; a locked cell has it by its link.
  get focused() {
    const td = document.activeElement?.closest("[data-c]");
    return this.cells.positions.has(td) ? td : null;
  }

  // From the present beginning, or else the cell in focus, to this one.
  extend(td) {
    const anchor = this.anchor ?? (this.focused && this.cells.position(this.focused));
    if (anchor) this.span(anchor, this.cells.position(td));
  }

  all() {
    this.span({ row: 0, column: 0 }, { row: this.cells.lines.length - 1, column: this.cells.width - 1 });
  }

  span(anchor, end) {
    const one = anchor.row === end.row && anchor.column === end.column;
    [this.anchor, this.end] = one ? [null, null] : [anchor, end];
    this.paint();
  }

  clear() {
    if (!this.many) return;
    this.anchor = this.end = null;
    this.paint();
  }

  // Where the next step of Shift and a key begins.
  corner() {
    return this.end ?? (this.focused && this.cells.position(this.focused));
  }

  // The cells line by line; null stands where a struck row has none.
  lines() {
    if (!this.many) return this.focused ? [[this.focused]] : [];
    const [top, bottom] = ordered(this.anchor.row, this.end.row);
    const [left, right] = ordered(this.anchor.column, this.end.column);
    return range(top, bottom).map((row) => range(left, right).map((column) => this.cells.cellAt(row, column)));
  }

  // Its upper left corner: where a pasted block begins.
  start() {
    if (!this.many) return this.corner();
    return { row: Math.min(this.anchor.row, this.end.row), column: Math.min(this.anchor.column, this.end.column) };
  }

  open() {
    return this.lines().flat().filter((td) => this.cells.input(td));
  }

  // What Ctrl+D puts where: the top line goes down its columns; a single cell takes what stands above it.
  filledDown() {
    const lines = this.lines();
    const { row, column } = this.start() ?? {};
    const above = lines.length === 1 ? lines[0].map((_, step) => this.cells.cellAt(row - 1, column + step)) : lines[0];
    const sources = (above ?? []).map((td) => (td && !td.classList.contains("na") ? this.cells.text(td) : null));
    const below = lines.length === 1 ? lines : lines.slice(1);
    const pairs = below.flatMap((line) => line.map((td, step) => [td, sources[step]]));
    return pairs.filter(([td, text]) => this.cells.input(td) && text !== null);
  }

  paint() {
    const now = new Set(this.many ? this.lines().flat().filter(Boolean) : []);
    for (const td of this.painted) if (!now.has(td)) td.classList.remove("is-picked");
    for (const td of now) if (!this.painted.has(td)) td.classList.add("is-picked");
    this.painted = now;
    this.onChange(now);
  }
}

function ordered(one, other) {
  return one < other ? [one, other] : [other, one];
}

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, step) => from + step);
}
