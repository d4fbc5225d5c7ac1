/** 不予补回: the copy of the log does not fit, or something else has to be done first. */

/** Why the log was not refilled, and what to do next. */
export class RefillRefused extends Error {
  readonly en: string;
  constructor(zh: string, en: string) {
    super(zh);
    this.en = en;
  }
}
