// 命中: one place in a text that must not go public unseen. What every detector of the gate yields.

/** 种类, with the word shown to the reviewer. */
export const hitKinds = {
  idNumber: { zh: '身份证号', en: 'Identity number' },
  phone: { zh: '电话号码', en: 'Phone number' },
  bankCard: { zh: '银行卡号', en: 'Bank card number' },
  address: { zh: '家庭住址', en: 'Home address' },
  email: { zh: '电子邮箱', en: 'E-mail address' },
  plate: { zh: '车牌号', en: 'Licence plate' },
  secrecyMark: { zh: '涉密标志', en: 'Secrecy mark' },
  health: { zh: '健康信息', en: 'Health information' },
  passport: { zh: '出入境证件号', en: 'Passport or permit number' },
} as const;

export type HitKind = keyof typeof hitKinds;

/** What a detector found, before the gate adds the words. Positions are of the original text, `end` excluded. */
export interface Finding {
  readonly kind: HitKind;
  readonly start: number;
  readonly end: number;
  /** What may stand there instead. */
  readonly mask: string;
  /** 0…1, for the order in which a reviewer looks. */
  readonly confidence: number;
  /** True when the text must not be published until a person masked it. */
  readonly blocks: boolean;
  /** Why it is doubtful or does not block, if so. */
  readonly note?: string;
}


/** The `length` characters before a position. */
export function before(text: string, position: number, length: number): string {
  return text.slice(Math.max(0, position - length), position);
}

/** Keeps `head` and `tail` characters and stars the rest. */
export function starred(text: string, head: number, tail: number): string {
  return text.length <= head + tail ? '*'.repeat(text.length) : text.slice(0, head) + '*'.repeat(text.length - head - tail) + (tail > 0 ? text.slice(-tail) : '');
}
