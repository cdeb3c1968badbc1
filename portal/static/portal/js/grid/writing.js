// The findings and the next step are drawn anew after each save, but not under somebody who is writing in them: the keys pressed
// meanwhile, or a word still being composed, would be lost. They follow as soon as the field is left.

export function spareWriting(form) {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const field = document.activeElement;
    if (!event.detail.target.contains(field) || !field.matches("input, textarea")) return;
    event.detail.shouldSwap = false;
    field.addEventListener("blur", () => form.dispatchEvent(new CustomEvent("grid:saved", { bubbles: true })), { once: true });
  });
}
