/** 核验用语: what each check of a proof says to a citizen, and to whoever helps them. */

/** What was checked; the two `ended-` checks only for a bundle with `ended`, `key` only with a trusted key or when the key is unreadable. */
export type CheckId = 'form' | 'runtime' | 'record' | 'letter' | 'erased' | 'inclusion' | 'signature' | 'key' | 'ended-inclusion' | 'ended-refers';

/** What is said of each check, when it is well and when not. */
export const wording: Record<CheckId, { good: [zh: string, en: string]; bad: [zh: string, en: string] }> = {
  form: {
    good: ['证明文件完整。', 'The proof file is complete.'],
    bad: ['证明文件不完整或格式不对，无法核验。', 'The proof file is incomplete or malformed and cannot be checked.'],
  },
  runtime: {
    good: ['当前环境可以核验。', 'This environment can check proofs.'],
    bad: [
      '当前环境缺少核验所需的密码功能，未能核验：请用 https 打开本页、更新浏览器，或改用命令行核验。',
      'This environment lacks the cryptography needed, so nothing was established: open the page over https, update the browser, or use the command line.',
    ],
  },
  record: {
    good: ['记录正文与登记时的承诺值一致，一字未改。', 'The record is, to the letter, the one that was committed to.'],
    bad: [
      '记录正文与登记时的承诺值不一致：正文或随机盐被改动过，或不属于这条登记。',
      'The record does not match its commitment: text or salt were altered, or belong to another entry.',
    ],
  },
  letter: {
    good: ['文书内容与出具时的承诺值一致，一字未改。', 'The letter is, to the letter, the one that was issued.'],
    bad: ['文书内容与出具时的承诺值不一致：内容或随机盐被改动过，或不属于这条登记。', 'The letter does not match its commitment: content or salt were altered, or belong to another entry.'],
  },
  erased: {
    good: [
      '公示已结束，正文和随机盐已销毁：只能证明曾经登记、已经结束，不能再核对正文。',
      'Disclosure ended and text and salt were destroyed: only that it was logged and ended can be proved, not what it said.',
    ],
    bad: ['文件没有正文和随机盐，又不能证明公示已经结束。', 'Text and salt are missing, and nothing proves that disclosure ended.'],
  },
  inclusion: {
    good: ['这条登记在公开日志里，位置和日志根值都对得上。', 'The entry is in the public log, at the place stated.'],
    bad: [
      '这条登记不在检查点所指的日志里：登记内容、序号或证明路径被改动过。',
      'The entry is not in the log of this checkpoint: entry, index or path were altered.',
    ],
  },
  signature: {
    good: ['日志检查点的签名有效。', 'The signature on the log’s checkpoint is good.'],
    bad: ['日志检查点的签名无效，或不是这把公钥签的。', 'The signature on the log’s checkpoint is bad or not by this key.'],
  },
  key: {
    good: ['公钥就是官方公布的那一把。', 'The key is the one officially published.'],
    bad: ['公钥不是官方公布的那一把，或无法识别：文件可能出自别处。', 'The key is not the published one or unreadable: the file may come from elsewhere.'],
  },
  'ended-inclusion': {
    good: ['结束公示的登记也在同一份日志里。', 'The entry that ended disclosure is in the same log.'],
    bad: ['结束公示的登记不在同一份日志里。', 'The entry that ended disclosure is not in the same log.'],
  },
  'ended-refers': {
    good: ['结束公示的登记指的正是这条登记：这条记录已不再公示。', 'That entry refers to this very one: the record is no longer disclosed.'],
    bad: ['结束公示的登记指的不是这条登记。', 'The entry that ended disclosure refers to another one.'],
  },
};

/** Said of a signature that was checked with the key that the file brought along. */
export const keyFromBundle: [zh: string, en: string] = [
  '日志检查点的签名与文件所附公钥相符；请再与官方公布的公钥对照。',
  'The checkpoint’s signature fits the key in the file; compare that key with the published one.',
];
