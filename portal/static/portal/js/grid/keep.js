// What was typed and not yet saved, kept in this tab across a sign-in. Bound to the person and the filing: another
// person who signs in on the same machine is never offered it.

export class Keep {
  constructor(user, filing) {
    this.key = `portal.kept.${user}.${filing}`;
  }

  all() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  put(entries) {
    const kept = this.all();
    for (const { row, column, text, version } of entries) kept[`${row}-${column}`] = { row, column, text, version };
    this.write(kept);
  }

  drop(places) {
    const kept = this.all();
    for (const place of places) delete kept[place];
    this.write(kept);
  }

  write(kept) {
    try {
      if (Object.keys(kept).length) sessionStorage.setItem(this.key, JSON.stringify(kept));
      else sessionStorage.removeItem(this.key);
    } catch {
      // Storage full or forbidden: the cells still stand on the page, and leaving it still asks first.
    }
  }
}
