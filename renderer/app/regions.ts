const focusable = ['a[href]', 'button', 'input', '[tabindex]'].map((selector) => `${selector}:not([tabindex="-1"])`);

/** Where focus was last in each region, so that F6 comes back to the row it left. */
const lastFocus = new WeakMap<Element, HTMLElement>();

/** Remembers where focus goes, for `focusNextRegion`. */
export function rememberFocus(event: FocusEvent): void {
  if (!(event.target instanceof HTMLElement)) return;
  const region = event.target.closest('[data-region]');
  if (region !== null && event.target !== region) lastFocus.set(region, event.target);
}

/** The order of F6, whatever the order in the document. */
const order = ['titlebar', 'rail', 'toolbar', 'content', 'drawer'];

function rank(region: HTMLElement): number {
  return order.indexOf(region.dataset['region'] ?? '');
}

/** F6 and ⇧F6: title bar, rail, toolbar, content, drawer, whichever of them are there, and round again. */
export function focusNextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
    .filter((each) => each.checkVisibility())
    .sort((a, b) => rank(a) - rank(b));
  const here = document.activeElement?.closest('[data-region]') ?? null;
  const at = regions.findIndex((region) => region === here);
  for (let offset = 1; offset <= regions.length; offset += 1) {
    const region = regions[(Math.max(at, step === 1 ? at : 0) + step * offset + regions.length * 2) % regions.length];
    if (region !== undefined && focusInto(region)) return;
  }
}

/** Focus goes to where it was in the region, else to its first control, else to the region itself. */
function focusInto(region: HTMLElement): boolean {
  const last = lastFocus.get(region);
  const own = [...region.querySelectorAll<HTMLElement>(focusable.join(', '))].filter(
    (each) => each.closest('[data-region]') === region && each.checkVisibility(),
  );
  const target = last?.isConnected === true && region.contains(last) ? last : (own[0] ?? region);
  target.focus();
  return region.contains(document.activeElement);
}
