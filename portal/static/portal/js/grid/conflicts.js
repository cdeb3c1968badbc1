// Two people on one cell: both values side by side, who and when; nobody's is overwritten without a decision.

export class Conflicts {
  constructor(cells, notes, saving) {
    Object.assign(this, { cells, notes, saving });
    this.standing = new Map();
  }

  show(found) {
    for (const conflict of found ?? []) {
      const place = `${conflict.row}-${conflict.column}`;
      this.standing.set(place, conflict);
      const td = this.cells.at(place);
      if (!this.cells.input(td)) continue;
      this.cells.state(td, "is-conflict");
      this.cells.reason(td, sentence(conflict));
    }
    this.list();
  }

  list() {
    if (!this.standing.size) return this.notes.drop("conflicts");
    const items = [...this.standing].map(([place, conflict]) => ({
      place,
      text: sentence(conflict),
      buttons: [
        ["用我的", () => this.useMine(place, conflict)],
        ["用对方的", () => this.useTheirs(place, conflict)],
      ],
    }));
    this.notes.put("conflicts", { tone: "bad", text: `有 ${items.length} 格别人先改了,您的没有保存,请选用谁的:`, items });
  }

  useMine(place, conflict) {
    const td = this.cells.at(place);
    this.cells.setVersion(td, conflict.version);
    this.cells.input(td).value = conflict.mine;
    this.cells.input(td).defaultValue = conflict.shown ?? conflict.theirs;
    this.settle(place, td);
    this.saving.save([td]);
  }

  useTheirs(place, conflict) {
    const td = this.cells.at(place);
    const input = this.cells.input(td);
    this.cells.setVersion(td, conflict.version);
    input.value = input.defaultValue = conflict.shown ?? conflict.theirs;
    td.classList.toggle("blank", input.value === "");
    this.saving.keep.drop([place]);
    this.settle(place, td);
    this.notes.say(`已用对方的数:${this.cells.name(place)}`);
    this.cells.focus(place);
  }

  settle(place, td) {
    this.standing.delete(place);
    this.cells.state(td, "");
    this.cells.reason(td, "");
    this.list();
  }
}

function sentence({ mine, theirs, shown, who, when }) {
  return `您填 ${mine || "空"},${who} ${when} 填 ${(shown ?? theirs) || "空"}`;
}
