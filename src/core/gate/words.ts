// 字样: what is found by words and not by digits: secrecy marks, health, e-mail, plates and passports. Laws and findings use
// the same words in passing, so a mark blocks where it stands as a mark, and a policy about a disease does not.
import { before, starred, type Finding } from './hit.ts';

const MARK_WITH_STAR = /(?:绝 {0,2}密|机 {0,2}密|秘 {0,2}密) {0,2}[★☆✮✭⭐*]/g;
const MARK_AS_LEVEL = /密 {0,3}级[: ]{1,4}(?:绝密|机密|秘密)/g;
const MARK_ALONE = /(?<=^|[\n([【〔《「])[ \t]{0,20}(?:绝 {0,4}密|机 {0,4}密|秘 {0,4}密|内部(?:资料|文件|材料|使用|参考|刊物)|工作秘密|不得(?:公开|外传|外泄)|不宜公开|此件不公开|注意保存|注意保密|严禁外传|严禁复制|传阅后收回|阅后收回)[ \t]{0,20}(?=$|[\r\n)\]】〕》」★,。;!])/g;
const MARK_IN_PHRASE = /(?:(?:此|本|该)(?:件|文|文件|资料|材料|通知|报告)(?:为|属|系)?(?:内部(?:资料|文件|材料)|不公开|不予公开|不得公开|不宜公开|不得外传|(?:绝密|机密|秘密)级?(?:文件|资料|材料)|涉密(?:文件|资料|材料)?))|内部(?:资料|文件|材料|使用)[ ,,、;。!]{1,3}(?:不得|严禁|请勿|注意|禁止|妥善)(?:公开|外传|外泄|复制|翻印|保存|保密|转发|传播|保管)/g;
const MARK_IN_PASSING = /内部(?:资料|文件|材料)|(?:绝密|机密|秘密)级|不得公开/g;

const HEALTH = /确诊|诊断|病历|病案|既往史|病史|艾滋|HIV|梅毒|淋病|性病|乙肝|丙肝|肺结核|精神病|精神分裂|精神障碍|抑郁症|双相障碍|躁狂|自闭症|癫痫|智力残疾|精神残疾|肿瘤|[肝肺胃肠乳腺宫颈食道喉鼻咽血胰骨]癌|癌症|白血病|尿毒症|糖尿病|高血压|冠心病|心脏病|心肌梗|脑梗|脑溢血|脑出血|帕金森|阿尔茨海默|妊娠|怀孕|流产|堕胎|化疗|放疗|透析|吸毒史|戒毒|[\u4e00-\u9fa5]{1,3}病患者|患(?:有|上|了)[\u4e00-\u9fa5]{1,8}[病症癌炎]/g;
// A trade, an institution or a policy: nobody's health.
const POLICY_AFTER = /^(?:症|病)?(?:患者)?(?:防治|防控|预防|医院|门诊|宣传|筛查|科|中心|研究|工作|知识|防办|救助政策|专项|康复(?:中心|医院)|卫生|规范|标准|设备|试剂|管理服务|服务|技术|仪|学|管理(?:办法|规定|制度|中心|所|局|系统|条例|规范)|所(?![在有])|条例|病例)/;
const FIGURATIVE_BEFORE = /(?:故障|问题|安全|隐患|能耗|企业|环境|设备|风险|质量|技术|网络|综合|经营|营商|改革|管理|财务|节能|把脉|项目|计划|合同|交易|改造|体检|绩效|智能|远程|自我|政策)$/;

const PLATE = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.-]?(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳试超])(?![A-Za-z0-9/-])/g;
const PASSPORT = /(?<![A-Za-z0-9])(?:[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[DSP]E?[0-9]{7,8}|[CHM][A-HJ-NP-Z0-9]?[0-9]{7,10}|[0-9]{8}|[A-Z]{1,2}[0-9]{6,9})(?![A-Za-z0-9])/gi;
const PASSPORT_WORDS = /(?:护照|passport|通行证|回乡证|台胞证|居留身份证|居留证)[^\n]{0,14}$/i;

/** Marks by which an organ says that a paper must not leave it. A mask cannot cure them: the paper goes to the secrecy officer. */
export function findSecrecyMarks(text: string): Finding[] {
  const found: Finding[] = [];
  const add = (pattern: RegExp, confidence: number, blocks: boolean, note?: string): void => {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + (match[0].length - match[0].trimStart().length);
      found.push({ kind: 'secrecyMark', start, end: start + match[0].trim().length, mask: '', confidence, blocks, ...(note ? { note } : {}) });
    }
  };
  add(MARK_WITH_STAR, 1, true);
  add(MARK_AS_LEVEL, 1, true);
  add(MARK_ALONE, 0.9, true);
  add(MARK_IN_PHRASE, 0.9, true);
  add(MARK_IN_PASSING, 0.3, false, '行文中提到，未必是密级标志，请人工判断');
  return found;
}

/** Words about somebody's health; a policy, an institution or a figure of speech does not block. */
export function findHealth(text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(HEALTH)) {
    const start = match.index;
    const end = start + match[0].length;
    const figurative = FIGURATIVE_BEFORE.test(before(text, start, 4)) && /诊断|流产/.test(match[0]);
    const policy = POLICY_AFTER.test(text.slice(end, end + 10));
    const blocks = !figurative && !policy;
    found.push({ kind: 'health', start, end, mask: '**', confidence: blocks ? 0.8 : 0.2, blocks, ...(blocks ? {} : { note: '可能是机构、政策或比喻，请人工判断' }) });
  }
  return found;
}

/** E-mail addresses; a mailbox of a government domain is an office address and does not block. */
export function findEmails(text: string): Finding[] {
  const found: Finding[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (!/[A-Za-z0-9]/.test(text.charAt(at + 1))) continue;
    const local = before(text, at, 64).match(/[A-Za-z0-9._%+-]*$/)?.[0] ?? '';
    const domain = text.slice(at + 1, at + 121).match(/^[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,18}/)?.[0];
    if (local === '' || domain === undefined) continue;
    const office = /\.gov\.cn$|(?:^|\.)court\.gov\.cn$/i.test(domain);
    found.push({ kind: 'email', start: at - local.length, end: at + 1 + domain.length, mask: `${local.charAt(0)}***@${domain}`, confidence: 1, blocks: !office, ...(office ? { note: '机关公务邮箱' } : {}) });
  }
  return found;
}

/** Licence plates of the mainland, new-energy ones included. */
export function findPlates(text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(PLATE)) {
    if ((match[0].match(/[0-9]/g)?.length ?? 0) < 2) continue;
    found.push({ kind: 'plate', start: match.index, end: match.index + match[0].length, mask: `${match[0].slice(0, 2)}*****`, confidence: 0.8, blocks: true });
  }
  return found;
}

/** Passports and travel permits: where a word says so, or with the letters of a Chinese passport. */
export function findPassports(text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(PASSPORT)) {
    const said = PASSPORT_WORDS.test(before(text, match.index, 24));
    if (/^(?:19|20)[0-9]{6}$/.test(match[0])) continue;                     // a day of issue or expiry
    if (!said && !/^(?:[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7})$/.test(match[0])) continue;
    found.push({
      kind: 'passport', start: match.index, end: match.index + match[0].length, mask: starred(match[0], 1, 0),
      confidence: said ? 1 : 0.4, blocks: said, ...(said ? {} : { note: '写法像护照号，也可能是其他编号，请人工判断' }),
    });
  }
  return found;
}
