/**
 * 法律依据: where a rule comes from. `says` restates in our own words what the article demands; `basis` keeps law and
 * the city's own policy apart, so that a number nobody enacted is never shown as one that somebody did.
 */
export interface Citation {
  readonly instrument: string;
  readonly article: string;
  readonly says?: string;
}

export type Basis = 'law' | 'policy';

/** Names an instrument and its article, e.g. cite('国发〔2016〕76号', '三(二)', '…'). */
export function cite(instrument: string, article: string, says?: string): Citation {
  return says === undefined ? { instrument, article } : { instrument, article, says };
}
