// Sending cells to the server: what changed in the same tick goes in one request, one request at a time; what was
// not saved is never dropped: it stays in its cell, in the tab's storage, and is named on the page.

import { sendCells } from "./transport.js";

const WAITS = [2, 5, 10, 30]; // seconds between tries while the network is away

export class Saving {
  constructor(form, cells, notes, keep) {
    Object.assign(this, { form, cells, notes, keep });
    this.waiting = new Map(); // place -> td, not yet sent
    this.dirty = new Set(); // typed into, change not yet reported by the browser
    this.sending = false;
    this.stopped = false; // signed out or locked: only a reload goes on
    this.tries = 0;
    this.leaving = false;
    this.refused = new Map(); // place -> reason, still standing in its cell
    this.settling = []; // who waits until everything is saved
    this.onSave = () => {}; // told of cells about to be sent
    this.onReply = () => {};
    this.onBatch = null; // set by a paste: told which places a reply answers
    window.addEventListener("online", () => this.flush());
    window.addEventListener("beforeunload", (event) => this.beforeLeaving(event));
  }

  // Every keystroke: mark the cell and keep the text, so that a crash or a sign-out loses nothing.
  typed(td) {
    const place = td.dataset.c;
    const input = this.cells.input(td);
    const refused = this.refused.has(place);
    if (input.value === (refused ? input.dataset.before : input.defaultValue)) {
      this.dirty.delete(place); // taken back with Escape or by hand
      this.cells.state(td, refused ? "is-refused" : "");
      if (!refused) this.keep.drop([place]);
      return;
    }
    this.dirty.add(place);
    this.cells.state(td, "is-dirty");
    this.keep.put([this.entry(td)]);
  }

  // Texts put into cells at once, by Delete, a cut, a fill, an undoing: one save; Escape still knows what stood there.
  put(changes, step = true) {
    for (const [td, text] of changes) this.cells.input(td).value = text;
    return this.save(changes.map(([td]) => td), step);
  }

  // Escape: what was typed or deleted since the cell was entered; pressed again in a refused cell, what is saved.
  restore(td) {
    const input = this.cells.input(td);
    const place = td.dataset.c;
    if (this.refused.has(place) && input.value === input.dataset.before) this.accept(td, input.defaultValue);
    input.value = input.dataset.before;
    this.typed(td);
    if (this.dirty.has(place)) this.save([td]);
  }

  // The refused text is given up.
  accept(td, text) {
    this.refused.delete(td.dataset.c);
    this.cells.reason(td, "");
    this.cells.input(td).dataset.before = text;
    this.listRefused();
  }

  // Put cells in the queue; those of one tick go together. Returns those that will be sent: unchanged ones are not.
  // `step`: this is a change that can be undone, not an undoing or the catching up with one.
  save(tds, step = true) {
    const queued = [];
    for (const td of tds) {
      const place = td.dataset.c;
      this.dirty.delete(place);
      const input = this.cells.input(td);
      if (input.value === input.defaultValue && !this.refused.has(place)) {
        this.cells.state(td, "");
        this.keep.drop([place]);
        continue;
      }
      this.waiting.set(place, td);
      queued.push(td);
      this.cells.state(td, this.stopped ? "is-dirty" : "is-saving");
    }
    this.onSave(queued, step);
    this.keep.put([...this.waiting.values()].map((td) => this.entry(td)));
    if (this.signinUrl) this.askToSignIn();
    if (queued.length) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), 0);
    }
    return queued;
  }

  async flush() {
    if (this.sending || this.stopped || !this.waiting.size) return;
    const batch = [...this.waiting.values()];
    this.waiting.clear();
    this.sending = true;
    const entries = batch.map((td) => this.entry(td));
    this.notes.say(batch.length > 1 ? `保存中:${batch.length} 格` : "保存中");
    const answer = await sendCells(this.form, entries);
    this.sending = false;
    this[answer.kind](answer, entries);
    if (answer.kind === "ok" && this.waiting.size) return this.flush();
    for (const resolve of this.settling.splice(0)) resolve(answer.kind === "ok");
  }

  entry(td) {
    const [row, column] = td.dataset.c.split("-");
    return { row: Number(row), column, text: this.cells.input(td).value, version: this.cells.version(td) };
  }

  // 200: settle each cell as the server says.
  ok({ reply }, entries) {
    this.tries = 0;
    this.notes.drop("network");
    for (const old of this.form.querySelectorAll("td.is-saved")) this.cells.state(old, "");
    const sent = new Map(entries.map((entry) => [`${entry.row}-${entry.column}`, entry.text]));
    for (const saved of reply.saved) this.settle(saved, sent);
    for (const refusal of reply.refused) this.refuse(refusal);
    this.keep.drop(reply.saved.map((saved) => `${saved.row}-${saved.column}`).filter((place) => !this.busy(place)));
    if (reply.saved_at) this.notes.savedAt(reply.saved_at);
    this.sum(reply);
    this.onBatch?.(reply, entries);
    this.onReply(reply);
  }

  settle({ row, column, shown, text, version }, sent) {
    const place = `${row}-${column}`;
    const td = this.cells.at(place);
    const input = this.cells.input(td);
    if (!input) return;
    this.refused.delete(place);
    this.cells.setVersion(td, version);
    this.cells.reason(td, "");
    input.defaultValue = shown ?? text;
    if (this.busy(place)) return; // typed on meanwhile: that text is saved next
    if (input.value !== sent.get(place)) return void this.save([td], false); // taken back while it was on its way
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    input.value = input.defaultValue;
    if (input.dataset.before === sent.get(place)) input.dataset.before = input.value;
    td.classList.toggle("blank", input.value === "");
    this.cells.state(td, "is-saved");
    if (document.activeElement === input && whole) input.select(); // a caret in the text stays: the next key adds to it
  }

  refuse({ row, column, reason }) {
    const place = `${row}-${column}`;
    const td = this.cells.at(place);
    const input = this.cells.input(td);
    if (!input || this.busy(place) || input.value === input.defaultValue) return; // typed on or taken back meanwhile
    this.refused.set(place, reason);
    this.cells.state(td, "is-refused");
    this.cells.reason(td, reason);
  }

  sum(reply) {
    const parts = [];
    if (reply.saved.length === 1) parts.push(`已保存 ${this.cells.name(`${reply.saved[0].row}-${reply.saved[0].column}`)}`);
    else if (reply.saved.length) parts.push(`已保存 ${reply.saved.length} 格`);
    if (reply.refused.length) parts.push(`被拒 ${reply.refused.length} 格`);
    if (reply.conflicts.length) parts.push(`${reply.conflicts.length} 格与他人的修改冲突`);
    this.notes.say(`${parts.join(",")}${reply.saved.length ? ` ${reply.saved_at}` : ""}`);
    this.listRefused();
  }

  listRefused() {
    if (!this.refused.size || this.form.dataset.grid === "card") return this.notes.drop("refused"); // a card's fields say it
    const items = [...this.refused].map(([place, reason]) => ({ place, text: reason }));
    this.notes.put("refused", { tone: "bad", text: `被拒 ${items.length} 格,未保存,请改正:`, items });
  }

  // 401: the session is gone. Nothing typed is lost.
  signin({ url }, entries) {
    this.putBack(entries);
    this.stopped = true;
    this.signinUrl = url;
    this.askToSignIn();
    this.notes.say("登录已过期,未保存");
  }

  askToSignIn() {
    const count = Object.keys(this.keep.all()).length;
    const text = `登录已过期。您输入的 ${count} 格已留在本机,登录后可继续保存。`;
    this.notes.put("signin", { tone: "bad", text, link: this.signinLink(this.signinUrl) });
  }

  // What is typed waits in the tab's storage, so nothing is asked on the way.
  signinLink(url) {
    return { url, word: "去登录", onClick: () => this.leave() };
  }

  // 403, 409: not editable any more.
  closed({ message }, entries) {
    this.putBack(entries);
    this.stopped = true;
    const link = { url: location.pathname, word: "重新打开本页", onClick: () => this.leave() };
    const text = `刚才输入的 ${entries.length} 格没有保存:${message} 所填的数留在本机,重新开放后可继续保存。`;
    this.notes.put("closed", { tone: "bad", text, items: this.listed(entries), link });
    this.notes.say("未保存");
  }

  // No network, or the server in trouble: try again by itself, later and later.
  failed({ message }, entries) {
    this.putBack(entries);
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    const text = `${message} ${this.waiting.size} 格未保存,已留在本页;${wait} 秒后自动重试。`;
    this.notes.put("network", { tone: "warn", text, buttons: [["立即重试", () => this.flush()]] });
    this.notes.say("未保存");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait * 1000);
  }

  putBack(entries) {
    for (const { row, column } of entries) {
      const td = this.cells.at(`${row}-${column}`);
      if (!this.cells.input(td)) continue;
      if (!this.waiting.has(td.dataset.c)) this.waiting.set(td.dataset.c, td);
      this.cells.state(td, "is-dirty");
    }
  }

  // Something is on its way or about to be.
  get pending() {
    return Boolean(this.waiting.size || this.sending);
  }

  // True once everything is saved; false when the server or the network said no.
  settled() {
    if (!this.pending) return Promise.resolve(true);
    return new Promise((resolve) => this.settling.push(resolve));
  }

  busy(place) {
    return this.waiting.has(place) || this.dirty.has(place);
  }

  // What stands in the cell is not what is stored, or an answer about it is still due: nobody else's value may take its place.
  holds(td) {
    const input = this.cells.input(td);
    const open = this.busy(td.dataset.c) || this.refused.has(td.dataset.c) || input.value !== input.defaultValue;
    return open || td.matches(".is-saving, .is-conflict");
  }

  // What was typed, cell by cell.
  listed(entries) {
    return entries.map(({ row, column, text }) => ({ place: `${row}-${column}`, text: text || "(空)" }));
  }

  // After a new sign-in or a reload: what was kept is shown and saved only when the person says so. What belongs to another
  // row than this card's, or to a cell that is locked now, waits on.
  offerKept() {
    const here = Object.values(this.keep.all()).filter(({ row, column }) => this.cells.input(this.cells.at(`${row}-${column}`)));
    const stands = ({ row, column, text }) => this.cells.input(this.cells.at(`${row}-${column}`)).value === text;
    this.keep.drop(here.filter(stands).map(({ row, column }) => `${row}-${column}`));
    const kept = here.filter((entry) => !stands(entry));
    if (!kept.length) return;
    this.notes.put("kept", {
      tone: "warn",
      text: `上次有 ${kept.length} 格已输入、未保存:`,
      items: this.listed(kept),
      buttons: [
        [`保存这 ${kept.length} 格`, () => this.takeKept(kept)],
        ["不要了", () => this.forget(kept)],
      ],
    });
  }

  forget(kept) {
    this.keep.drop(kept.map(({ row, column }) => `${row}-${column}`));
    this.notes.drop("kept");
  }

  takeKept(kept) {
    this.notes.drop("kept");
    this.save(kept.map(({ row, column, text, version }) => {
      const td = this.cells.at(`${row}-${column}`);
      this.cells.input(td).value = text;
      this.cells.setVersion(td, version); // of then: if another changed it since, the server says so
      return td;
    }));
  }

  leave() {
    this.leaving = true;
  }

  // Cells that show a text which was not taken.
  get unsaved() {
    return [...this.form.querySelectorAll(".is-refused, .is-conflict")].filter((td) => this.cells.input(td));
  }

  beforeLeaving(event) {
    if (this.leaving || !(this.pending || this.dirty.size || this.unsaved.length)) return;
    event.preventDefault();
  }
}
