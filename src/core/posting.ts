/**
 * 公告内容: approved words that stand in public until a day, as a closed list of what may be in it. What stands here is hashed into the
 * log, so its shape is a promise: fields are only added, under a new format name.
 */
import type { Label } from './label.ts';

/** What a register posts: words that were consented to and approved, and their last day. */
export interface Posting {
  readonly text: string;
  readonly untilOn: string;
}

export interface PostedBody {
  readonly format: 'rongcheng-public-posting@1';
  readonly no: string;
  readonly kind: Label;
  readonly text: string;
  readonly on: string;
  readonly until: string;
}
