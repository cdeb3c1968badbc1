// Two people on one form: where the others are and what they saved, without a reload (docs/architecture.md, the pulse). A cell
// one is in, or whose text is not saved, is left alone: its own save meets the newer version there, and the page asks.

import { element } from "./notes.js";
import { Others } from "./others.js";
import { patchPage, tip } from "./patch.js";
import { POLL, sendPulse } from "./transport.js";

const ALONE = 60; // seconds

export class Live {
  constructor(form, cells, notes, saving) {
    Object.assign(this, { form, cells, notes, saving });
    this.seen = form.dataset.seen; // what the page shows, in the server's words
    this.waiting = new Map(); // place -> what another saved, not shown yet
    this.known = new Map(); // place -> the newest version of another that was told
    this.saves = 0;
    this.others = new Others(form, cells);
  }

  begin() {
    if (!this.form.dataset.pulseUrl) return;
    this.form.addEventListener("focusin", (event) => {
      this.place = event.target.closest("[data-c]")?.dataset.c ?? this.place;
    });
    this.form.addEventListener("focusout", () => setTimeout(() => this.settle(), 0));
    document.addEventListener("visibilitychange", () => this.beat());
    document.addEventListener("htmx:configRequest", ({ detail }) => {
      if (detail.triggeringEvent?.type === "grid:others") Object.assign(detail.headers, POLL);
    });
    window.addEventListener("pagehide", () => sendPulse(this.form, { gone: 1 }, true));
    window.addEventListener("pageshow", (event) => event.persisted && this.beat());
    this.place = document.activeElement.closest("[data-c]")?.dataset.c ?? "";
    this.beat();
  }

  async beat() {
    clearTimeout(this.timer);
    if (document.hidden || this.asking || this.over) return;
    this.asking = true;
    const { saves } = this;
    const { kind, reply } = await sendPulse(this.form, { at: this.place, since: this.seen });
    this.asking = false;
    this.over = kind === "over";
    if (this.over) return this.others.show([]);
    // On its way it met a save of our own: what it says of 总计 may be older than what stands.
    const crossed = reply && (this.saving.sending || saves !== this.saves);
    if (kind === "ok" && !crossed) {
      this.every = reply?.every;
      this.others.show(reply?.others ?? []);
      if (reply) this.take(reply);
    }
    const seconds = crossed ? 1 : Number(this.form.dataset.pulseEvery) || this.every || ALONE;
    this.timer = setTimeout(() => this.beat(), seconds * 1000);
  }

  // Told of every answer to a save of our own.
  answered() {
    this.saves += 1;
    this.settle();
  }

  take(reply) {
    this.seen = reply.cursor;
    const news = reply.cells.filter((cell) => cell.version > (this.known.get(placeOf(cell)) ?? 0));
    for (const cell of news) {
      this.known.set(placeOf(cell), cell.version);
      this.waiting.set(placeOf(cell), cell);
    }
    if (news.length) {
      this.settle();
      patchPage(this.form, this.cells, reply);
      const here = this.waiting.has(this.place) && news.find((cell) => placeOf(cell) === this.place);
      if (here) this.notes.say(`${here.who} ${here.when} 在本格填了 ${here.shown || "空"}`);
      this.notes.savedAt(reply.saved_at);
      this.form.dispatchEvent(new CustomEvent("grid:others", { bubbles: true }));
    }
    if (reply.moved) this.outdated(`本表已转为“${reply.moved}”。`);
  }

  settle() {
    for (const [place, cell] of this.waiting) {
      const td = this.cells.at(place);
      const input = this.cells.input(td);
      if (td && !(input && this.cells.version(td) >= cell.version)) {
        if (input && (this.saving.holds(td) || document.activeElement === input)) continue;
        if (cell.na || td.classList.contains("na")) this.outdated(`${cell.who} ${cell.when} 改了:${this.cells.name(place)}。`);
        else this.put(td, input, cell);
      }
      this.waiting.delete(place);
    }
  }

  put(td, input, cell) {
    if (input) {
      this.cells.setVersion(td, cell.version);
      input.value = input.defaultValue = input.dataset.before = cell.shown;
    } else this.write(td, cell);
    td.classList.toggle("blank", cell.shown === "");
    this.cells.state(td, "is-theirs");
    td.dataset.theirs = `${cell.who} ${cell.when} 填 ${cell.shown || "空"}`;
    tip(this.cells, td);
  }

  // A cell that is locked here: another's row, or somebody who only reads.
  write(td, cell) {
    const shown = td.querySelector(":scope > :is(a, output)") ?? element("a", "");
    shown.textContent = cell.shown;
    if (shown.localName === "a") shown.href = `${this.form.dataset.panelUrl}${placeOf(cell).replace("-", "/")}/`;
    if (!shown.parentNode) td.prepend(shown);
  }

  // What no script redraws: rows, 不适用, who may type now.
  outdated(text) {
    this.notes.put("outdated", { tone: "warn", text, link: { url: location.pathname, word: "重新打开本页" } });
  }
}

const placeOf = ({ row, column }) => `${row}-${column}`;
