// 状态标签: the state of a record in words. The tone follows what the state means for the clerk; only breach and overdue wear seal red.
import type { Words } from '../contract.ts';
import { t } from '../i18n.ts';

export type Tone = 'plain' | 'active' | 'done' | 'wait' | 'breach';

const tones: Record<string, Tone> = {
  draft: 'plain', returned: 'wait', notified: 'wait', heard: 'wait', correcting: 'wait', amending: 'wait', disclosed: 'done', counted: 'plain', closed: 'plain',
  ended: 'plain', dropped: 'plain', discarded: 'plain', moot: 'plain', done: 'done', withdrawn: 'plain', cancelled: 'plain', refused: 'breach', overdue: 'breach', mapping: 'wait', ready: 'wait',
  claimed: 'wait', redo: 'wait', pressed: 'breach', supervised: 'breach', reddened: 'breach', criticised: 'breach', notImplemented: 'breach', implemented: 'done', superseded: 'plain', linked: 'plain', passed: 'wait', held: 'done', cleared: 'plain',
};

/** `state` picks the tone when `tone` is not given; an unknown state is active. */
export function StateTag({ state, label, tone }: { state?: string; label: Words; tone?: Tone }) {
  return <span className={`rc-state rc-state-${tone ?? tones[state ?? ''] ?? 'active'}`}>{t(label)}</span>;
}

/** The mark of a record to which an objection is being examined. */
export const DisputedTag = () => <StateTag tone="wait" label={{ zh: '异议处理中', en: 'In dispute' }} />;
