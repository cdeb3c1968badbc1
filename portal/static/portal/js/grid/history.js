// Undo and redo, across saves. A step is what was changed at once: a cell, a paste, a cut, a fill. Taking it back is an ordinary
// save with the version each cell has now; a cell that somebody else changed since is left alone and said.

const STEPS = 200;

export class History {
  constructor(cells, notes, saving) {
    Object.assign(this, { cells, notes, saving });
    this.done = []; // steps: Map of place -> { before, after }
    this.undone = [];
    this.sent = new Map(); // place -> the text last asked for and not yet answered
    this.own = new Map(); // place -> the version our own last save made
  }

  // Told of every save before it is sent.
  record(tds, undoable) {
    const step = new Map();
    for (const td of tds) {
      const place = td.dataset.c;
      const input = this.cells.input(td);
      step.set(place, { before: this.sent.get(place) ?? input.defaultValue, after: input.value });
      this.sent.set(place, input.value);
    }
    if (!undoable || !step.size) return;
    this.done.push(step);
    this.done.splice(0, this.done.length - STEPS);
    this.undone = [];
  }

  // Told of every answer.
  answered(reply) {
    for (const one of [...reply.saved, ...reply.refused, ...reply.conflicts]) {
      const place = `${one.row}-${one.column}`;
      if (!this.saving.busy(place)) this.sent.delete(place);
    }
    for (const { row, column, version } of reply.saved) this.own.set(`${row}-${column}`, version);
  }

  undo() {
    this.replay(this.done, this.undone, "before", "没有可撤销的");
  }

  redo() {
    this.replay(this.undone, this.done, "after", "没有可重做的");
  }

  replay(from, to, side, nothing) {
    const step = from.pop();
    if (!step) return this.notes.say(nothing);
    to.push(step);
    const places = [...step.keys()].filter((place) => this.cells.input(this.cells.at(place)));
    const mine = places.filter((place) => !this.foreign(place));
    this.cells.focus(mine[0] ?? places[0]);
    this.saving.put(mine.map((place) => [this.cells.at(place), step.get(place)[side]]), false);
    this.tell(places.filter((place) => this.foreign(place)));
  }

  // Changed by another since our own save of it.
  foreign(place) {
    return this.own.has(place) && this.own.get(place) !== this.cells.version(this.cells.at(place));
  }

  tell(left) {
    if (!left.length) return this.notes.drop("history");
    const items = left.map((place) => ({ place, text: "别人后来改过,没有动" }));
    const buttons = [["知道了", () => this.notes.drop("history")]];
    this.notes.put("history", { tone: "warn", text: `有 ${left.length} 格没有撤销:`, items, buttons });
  }
}
