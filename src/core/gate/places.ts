// 住址: where somebody lives. An office may be given to its room; a home only to its street, so what makes an address a home is
// the flat behind the house number, a village group, or a word such as 家住 before it.
import { before, type Finding } from './hit.ts';

const NUM = '[0-9一二三四五六七八九十]{1,4}';
const BLOCK = `(?:[A-Za-z]|${NUM}[A-Za-z]?)(?:-[0-9]{1,3})?[ #]?(?:号楼|栋|幢|座|号院|#楼?)`;
const ROOM = '[A-Za-z]?[0-9]{2,5}[A-Za-z]?';
// 3栋2单元501室, 5号楼1201室, 6幢302, 12座2梯305房, 100号502室, 2单元301
const FLAT = new RegExp(
  `${BLOCK}[ ,]?(?:${NUM}(?:单元|梯|门)[ ,]?)(?:${NUM}[楼层][ ,]?)?(?:${ROOM}(?:室|房|号|户)?)?`
    + `|${BLOCK}[ ,]?(?:${NUM}[楼层][ ,]?)?${ROOM}(?:室|房(?![产屋]))`
    + `|(?:${BLOCK}|(?<=[路街巷弄道]) ?[0-9]{1,4}号|(?:宿舍|公寓)[\u4e00-\u9fa5]{0,3}[0-9]{1,2}[楼层号])[ ,]?[0-9]{3,4}(?:室|房)?(?![0-9.]*(?:[年米平㎡万亿元人户套个名间次项亩月会室房]|,[0-9]|多|余|办公|[0-9-]))`
    + `|[0-9]{1,4}(?:-[0-9]{1,4})?号[ ,]?(?:${NUM}[楼层][ ,]?)?${ROOM}(?:室|房(?![产屋]))`
    + `|${NUM}单元[ ,]?${ROOM}(?:室|房|号|户)?`
    + `|(?<=[苑园城庭府湾居村寓邸第]) ?[0-9]{1,3}-(?:[0-9]{1,2}-)?[0-9]{3,4}(?:室|房)?(?![0-9])`
    + '|(?<=[苑园城庭府湾居村寓邸第区期]) ?[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?:室|房)?(?![0-9])',
  'g',
);
const VILLAGE = /(?:村|社区|屯|寨|里|洋|厝)(?:[\u4e00-\u9fa5]{0,5})?[0-9一二三四五六七八九十]{1,3}(?:村民小)?组[ ,]?[0-9]{1,4}(?:-[0-9]{1,3})?号/g;
const LIVES_AT = /(?:家庭住址|家庭地址|居住地址|现住址|户籍地址|住址|家住|现住|暂住|租住|居住[于在]|户籍(?:所在)?地|户籍|(?<=[,;。:、\s(\d其均]|^)住(?=[\u4e00-\u9fa5])(?![建房院宿所户宅持改培用保]))[:于在为是 ]{0,4}([\u4e00-\u9fa5A-Za-z0-9 \-#]{2,50}?[0-9一二三四五六七八九十]{1,5}(?:-[0-9]{1,4})?(?:号|室|栋|幢|座|组|弄)(?:[0-9A-Za-z\u4e00-\u9fa5-]{0,20}?(?:室|房|户|单元|号))?)/g;

const HOME_WORDS = /小区|花园|公寓|新村|家园|苑|宿舍|单元|安置房|公馆|庭|名邸|华府|家住|住址|户籍/;
const OFFICE_PLACE = /局|政府|委员会|机关|实验|学校|大学|学院|医院|法院|检察院|办公|写字楼|办事处|管委会|服务中心|会议|窗口|大厦|大楼|公司|律师事务所/;
const OFFICE_USE = /报到|递交|邮寄|窗口|受理|办公|投诉|报名|领取|收件|举报/;
const STREET = /^.{0,60}(?:大道|[路街巷道])(?=.)|^.{0,60}(?:小区|花园|公寓|新村|家园|苑|城)(?=.)|^.{0,60}[省市县区镇乡村](?=.)/;

interface Place {
  start: number;
  end: number;
  confidence: number;
  blocks: boolean;
}

/** Home addresses; one with a flat in an office building is pointed at but does not block. */
export function findAddresses(text: string): Finding[] {
  const places: Place[] = [];
  for (const match of text.matchAll(LIVES_AT)) {
    const end = match.index + match[0].length;
    places.push({ start: end - (match[1] ?? '').length, end, confidence: 1, blocks: true });
  }
  for (const [pattern, confidence] of [[FLAT, 0.9], [VILLAGE, 0.8]] as const) {
    for (const match of text.matchAll(pattern)) {
      const start = startOfPlace(text, match.index);
      const end = match.index + match[0].length;
      const home = pattern === VILLAGE || HOME_WORDS.test(before(text, end, 30));
      const office = !home && (OFFICE_PLACE.test(text.slice(start, match.index) + text.slice(end, end + 6)) || OFFICE_USE.test(before(text, start, 10)));
      places.push({ start, end, confidence: office ? 0.3 : confidence, blocks: !office });
    }
  }
  return joined(places).map(({ start, end, confidence, blocks }) => finding(text, start, end, confidence, blocks));
}

/** One home may be found by the words before it and again by its flat: it is masked as a whole. */
function joined(places: readonly Place[]): Place[] {
  const whole: Place[] = [];
  for (const place of [...places].sort((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    if (!last || place.start >= last.end) { whole.push({ ...place }); continue; }
    last.end = Math.max(last.end, place.end);
    last.confidence = Math.max(last.confidence, place.confidence);
    last.blocks ||= place.blocks;
  }
  return whole;
}

function finding(text: string, start: number, end: number, confidence: number, blocks: boolean): Finding {
  const place = text.slice(start, end);
  const kept = place.match(STREET)?.[0] ?? '';
  return { kind: 'address', start, end, mask: `${kept}***`, confidence, blocks, ...(blocks ? {} : { note: '可能是办公地址，请人工判断' }) };
}

/** Back over the street and community to where the address begins, at most 30 characters. */
function startOfPlace(text: string, position: number): number {
  const lead = before(text, position, 30).match(/[\u4e00-\u9fa50-9A-Za-z-]*$/)?.[0] ?? '';
  // The sentence before the place is not part of it: 于, 在, 位于 and the like open it.
  const opened = lead.search(/(?<=位于|住于|住在|家住|住址|地址|坐落于|坐落|租住|购买|搬至|前往|到|至|在|于|住)(?!.*(?:位于|住于|住在|家住|住址|地址|坐落|租住|购买|搬至|前往|到|至|在|于|住))/);
  return position - (opened >= 0 ? lead.length - opened : lead.length);
}
