/** Where focus was before the first of the layers that lie over the window now. */
let origin: HTMLElement | null = null;

const layer = '[role="dialog"], [role="menu"]';

/** Called when a layer opens: one that opens out of another one keeps the first one's origin. */
export function rememberOrigin(): void {
  const { activeElement } = document;
  const isInWindow = activeElement instanceof HTMLElement && activeElement !== document.body;
  if (isInWindow && activeElement.closest(layer) === null) origin = activeElement;
}

/** Called when a layer closes: focus goes back to where it came from, unless another layer has opened meanwhile. */
export function returnToOrigin(event: Event): void {
  event.preventDefault();
  if (document.querySelector(layer) !== null) return;
  if (origin?.isConnected === true) origin.focus({ preventScroll: true });
  else focusContent();
  origin = null;
}

/** Focus goes to the table of the page if it has one, else to the page, so that the next key is not lost. */
export function focusContent(): void {
  const content =
    document.querySelector<HTMLElement>('main [role="grid"], main [role="treegrid"]') ?? document.querySelector('main');
  content?.focus({ preventScroll: true });
}
