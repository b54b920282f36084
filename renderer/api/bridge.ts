import type { Bridge } from '#contract/bridge';

/** Put there by the preload script, before any script of the page runs. */
declare const coldpress: Bridge;

export function bridge(): Bridge {
  return coldpress;
}
