// A press on another button or link right after typing waits until the last cell is saved, then goes on by itself.
// What sends the whole on (data-whole) is held while a cell shows a text that was not saved: that is not what would go.
// Any other way off the page asks first then (saving.js, beforeLeaving).

export function guardLeaving(form, saving) {
  form.addEventListener("submit", () => saving.leave());

  document.addEventListener(
    "submit",
    (event) => {
      if (event.target === form) return;
      if (!saving.pending) {
        if (event.target.matches("[data-whole]")) holdUnsaved(event, saving);
        return;
      }
      hold(event);
      saving.settled().then((saved) => saved && event.target.requestSubmit(event.submitter));
    },
    true,
  );

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
      if (!link || !plain || !saving.pending || saving.stopped || waitsForNothing(link)) return;
      hold(event);
      saving.settled().then((saved) => saved && link.click());
    },
    true,
  );
}

function holdUnsaved(event, saving) {
  const { unsaved } = saving;
  if (!unsaved.length) return;
  hold(event);
  saving.cells.focus(unsaved[0]);
  saving.notes.say(`没有办:有 ${unsaved.length} 格没有保存。请先改正或选定,也可以按两次 Esc 放弃。`);
}

function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

// It stays on the page, or leads to the sign-in, without which nothing can be saved: what was typed waits in the tab's storage.
function waitsForNothing(link) {
  const stays = link.closest("td[data-c]") || link.target === "_blank";
  return stays || ["#", "/signin/"].some((start) => link.getAttribute("href").startsWith(start));
}
