import { describeError } from '#core/rollout/outcome';

/** Work that nobody waits for: when it fails, that is written into the log once, and ends nothing. */
export class TroubleLog {
  #last = '';

  /** `false`: it failed. */
  attempt(what: string, work: () => void): boolean {
    try {
      work();
      this.went();
      return true;
    } catch (error) {
      this.failed(what, error);
      return false;
    }
  }

  went(): void {
    this.#last = '';
  }

  failed(what: string, error: unknown): void {
    const trouble = `${what}: ${describeError(error)}`;
    if (trouble !== this.#last) console.error(trouble);
    this.#last = trouble;
  }
}
