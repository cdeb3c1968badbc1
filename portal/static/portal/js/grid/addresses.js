// The address of a cell puts one into it. On a phone the sheet is not drawn, its rows are cards: there the address of a cell or
// of a row leads to that row's own page.

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
  const enter = (hash) => lead(hash) || (hash.startsWith("#c-") && cells.focus(hash.slice(3)));
  window.addEventListener("hashchange", () => enter(location.hash));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#c-']"); // the same address again is no change of it
    if (link && link.hash === location.hash) enter(link.hash);
  });
  const said = document.querySelector(".flash"); // is read first
  if ((hidden() && said) || lead(location.hash)) return;
  if (location.hash.startsWith("#c-") && !cells.of(document.activeElement)) cells.focus(location.hash.slice(3));
}
