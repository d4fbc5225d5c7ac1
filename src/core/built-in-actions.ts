/**
 * 系统自带的办理: what the platform itself does to a record of any register. No register declares these, and nobody can ask
 * for them; they stand in the history beside the declared actions and need words there.
 */
import type { Label } from './label.ts';

export interface BuiltInAction extends Label {
  /** What its entry says, by key. */
  readonly input: Readonly<Record<string, Label>>;
}

export const builtInActions: Readonly<Record<string, BuiltInAction>> = {
  reclock: {
    zh: '期限重算', en: 'Due day moved',
    input: { from: { zh: '原到期日', en: 'Due before' }, to: { zh: '现到期日', en: 'Due now' }, why: { zh: '原因', en: 'Why' } },
  },
  refill: {
    zh: '按公示日志补记终止', en: 'Ended as the log says',
    input: { leaf: { zh: '日志序号', en: 'Leaf' }, endedOn: { zh: '终止日期', en: 'Ended on' }, reason: { zh: '事由', en: 'Reason' }, article: { zh: '依据', en: 'Basis' } },
  },
};
