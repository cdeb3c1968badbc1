// A press on another button or link right after typing waits until the last cell is saved, then goes on by itself.

export function guardLeaving(form, saving) {
  form.addEventListener("submit", () => saving.leave());

  document.addEventListener(
    "submit",
    (event) => {
      if (event.target === form || !saving.pending) return;
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
      if (!link || !plain || !saving.pending || saving.stopped || leadsNowhere(link)) return;
      hold(event);
      saving.settled().then((saved) => saved && link.click());
    },
    true,
  );
}

function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function leadsNowhere(link) {
  return link.getAttribute("href").startsWith("#") || link.closest("td[data-c]") || link.target === "_blank";
}
