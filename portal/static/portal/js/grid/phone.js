// On a phone the sheet is not drawn, its rows are cards: the address of a cell or of a row leads to that row's own page.

export function followAddresses(form, cells, notes) {
  const frame = form.querySelector(".grid-frame");
  const hidden = () => Boolean(frame) && frame.offsetParent === null;

  // True where it led away.
  const lead = (hash) => {
    const row = hash.match(/^#[cr]-(\d+)/)?.[1];
    const page = row && hidden() && form.querySelector(`#r-${row} a`);
    if (page) location.replace(page.href + (hash.startsWith("#c-") ? hash : "")); // Back leads past the address, not to it
    return Boolean(page);
  };

  notes.onJump = (place) => lead(`#c-${place}`) || cells.focus(place);
  window.addEventListener("hashchange", () => lead(location.hash));
  const said = document.querySelector(".flash"); // is read first
  if ((hidden() && said) || lead(location.hash)) return;
  if (location.hash.startsWith("#c-") && !cells.of(document.activeElement)) cells.focus(location.hash.slice(3));
}
