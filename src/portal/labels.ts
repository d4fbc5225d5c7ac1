/**
 * 用语: the words of public pages for closed lists (how a record ended, how grave it is, what kind of area), Chinese first.
 * Names that a city sets itself come from its rulebook, not from here.
 */
import type { Label } from '../core/label.ts';
import type { Amount, EndKind } from './types.ts';

export const endKinds: Record<EndKind, Label & { readonly meaning: Label }> = {
  expired: { zh: '公示期满', en: 'Expired', meaning: { zh: '公示期届满，依规停止公示', en: 'its period of publicity ran out' } },
  repaired: { zh: '信用修复', en: 'Repaired', meaning: { zh: '已履行义务并完成信用修复，停止公示', en: 'the duty was performed and the record repaired' } },
  annulled: { zh: '依据撤销', en: 'Annulled', meaning: { zh: '作为依据的文书被撤销、变更或确认无效', en: 'the document it rested on was revoked, changed or declared void' } },
  withdrawn: { zh: '公示撤下', en: 'Withdrawn', meaning: { zh: '经复核认为不应公示或公示有误，撤下', en: 'a review found that it should not have been public, or was wrong' } },
};

export const historyKinds: Record<'disclosed' | 'corrected', Label> = {
  disclosed: { zh: '公示', en: 'Disclosed' },
  corrected: { zh: '更正', en: 'Corrected' },
};

export const modes: Record<string, Label> = {
  full: { zh: '全文公示', en: 'Full text' },
  summary: { zh: '摘要公示', en: 'Summary' },
  statistics: { zh: '仅公布统计', en: 'Statistics only' },
  closed: { zh: '不公开', en: 'Not public' },
};

export const levels: Record<string, Label> = {
  city: { zh: '市级', en: 'City' },
  county: { zh: '县级', en: 'County' },
  town: { zh: '乡镇（街道）级', en: 'Town' },
  village: { zh: '村（社区）级', en: 'Village' },
};

export const bodyKinds: Record<string, Label> = {
  government: { zh: '人民政府', en: 'Government' },
  department: { zh: '政府部门', en: 'Department' },
  court: { zh: '人民法院', en: 'Court' },
  procuratorate: { zh: '人民检察院', en: 'Procuratorate' },
  party: { zh: '党委机构', en: 'Party body' },
  npc: { zh: '人大机关', en: 'People’s congress' },
  cppcc: { zh: '政协机关', en: 'CPPCC' },
  institution: { zh: '事业单位', en: 'Public institution' },
  street: { zh: '街道办事处', en: 'Street office' },
  township: { zh: '乡镇政府', en: 'Township' },
  village: { zh: '村（居）民委员会', en: 'Village committee' },
  massOrganisation: { zh: '群团组织', en: 'Mass organisation' },
  other: { zh: '其他机构', en: 'Other' },
};

export const ruleKinds: Record<string, Label & { readonly meaning: Label }> = {
  severity: { zh: '严重程度与公示期', en: 'Severity and publicity period', meaning: { zh: '每一类失信行为最短、最长公示多久，到期自动停止公示。', en: 'How long each class is public at least and at most; it ends by itself.' } },
  ground: { zh: '公示依据', en: 'Grounds to disclose', meaning: { zh: '没有下列依据之一，任何记录都不能公示。', en: 'Without one of these grounds no record may be shown.' } },
  limit: { zh: '办理时限', en: 'Time limits', meaning: { zh: '各环节最迟何时办结，逾期由系统记录。', en: 'By when each step must be done; lateness is recorded by the system.' } },
  measure: { zh: '奖惩措施', en: 'Measures and incentives', meaning: { zh: '目录以外不得采取任何措施；措施随记录终止，激励失信即止。', en: 'Nothing outside this catalogue may be done; measures end with their finding, incentives with the first finding.' } },
  closing: { zh: '停止公示的情形', en: 'Reasons to end', meaning: { zh: '出现下列情形之一，记录停止公示，内容随即销毁。', en: 'In any of these cases a record ceases to be public and its content is destroyed.' } },
  repair: { zh: '信用修复的条件', en: 'Conditions of repair', meaning: { zh: '何时可以申请修复；申请不收费，准予后停止公示、共享和使用。', en: 'When a repair may be asked for, free of charge; once granted, publicity, sharing and use end.' } },
  leniency: { zh: '从轻、免于的情形', en: 'Grounds of leniency', meaning: { zh: '只有下列情形，可以从轻或者免于失信惩戒。', en: 'Only on these grounds may what follows be lighter, or nothing.' } },
};

const units: Record<Amount['unit'], Label> = {
  workingDay: { zh: '个工作日', en: 'working days' },
  day: { zh: '日', en: 'days' },
  month: { zh: '个月', en: 'months' },
  year: { zh: '年', en: 'years' },
};

/** A length of time in words: 3 个工作日, or 3 working days. */
export function lengthOf({ amount, unit }: Amount, lang: 'zh' | 'en' = 'zh'): string {
  if (lang === 'en') return `${amount} ${amount === 1 ? units[unit].en.replace(/s$/, '') : units[unit].en}`;
  return `${amount} ${units[unit].zh}`;
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** 2026-11-23 → 2026年11月23日, or 23 November 2026; anything else stays as it is. */
export function dayInWords(on: string, lang: 'zh' | 'en' = 'zh'): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(on);
  if (match && lang === 'en') return `${Number(match[3])} ${months[Number(match[2]) - 1] ?? ''} ${match[1]}`;
  return match ? `${match[1]}年${Number(match[2])}月${Number(match[3])}日` : on;
}

const beijing = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

/** An instant in Beijing time, 2026-11-23 09:05:00. */
export function instantInWords(at: Date): string {
  return beijing.format(at).replaceAll('/', '-');
}

/** A day as people write it, 2026-11-23, 2026/11/23, 2026年11月23日 or 20261123, as YYYY-MM-DD; undefined if it is none. */
export function readDay(text: string): string | undefined {
  const match = /^\s*(\d{4})\s*(?:[-/.年]\s*)?(\d{1,2})\s*(?:[-/.月]\s*)?(\d{1,2})\s*日?\s*$/.exec(text.normalize('NFKC'));
  if (!match) return undefined;
  const day = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
  const instant = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day) ? day : undefined;
}
