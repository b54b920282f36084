/**
 * What the preload script exposes to the page as `window.coldpress`: two functions, and no object of Electron's.
 * `invoke` resolves to a `Result`; `on` returns the function that takes the listener away again.
 */
export type Bridge = {
  readonly invoke: (method: string, params: unknown) => Promise<unknown>;
  readonly on: (listener: (name: string, params: unknown) => void) => () => void;
};
