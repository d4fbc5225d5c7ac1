import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Parsed } from '../result.ts';
import { getCaseNumberParts, isEnforcementCase, parseCaseNumber } from './case-number.ts';
import { addDays, addMonths, compareDays, dayNumber, dayOfNumber, formatDayZh, isCivilDay, parseDate, shanghaiDay, type DateOptions } from './dates.ts';
import { parseDocumentNumber } from './document-number.ts';
import { idCheckChar, makeIdNumber, maskIdNumber, parseIdNumber, sexOf } from './id-number.ts';
import { formatMoney, parseMoney } from './money.ts';
import { maskPersonName, parseOrgName, parsePersonName } from './name.ts';
import { isFictionalUscc, makeUscc, nearUsccs, parseUscc, USCC_ALPHABET, usccCheckChar } from './uscc.ts';
import { growthOf } from '../growth-for-tests.ts';

const value = <T>(parsed: Parsed<T>): T | string => (parsed.ok ? parsed.value : `refused: ${parsed.code}`);
const refusal = (parsed: Parsed<unknown>) => { assert.ok(!parsed.ok, JSON.stringify(parsed)); return parsed; };
const remarks = (parsed: Parsed<unknown>) => (parsed.ok ? (parsed.warnings ?? []).map((remark) => remark.code) : []);

/** Any code that GB 32100 allows: digits where it wants digits, the rest from the 31 characters, then the check character. */
const anyUscc = fc.tuple(
  fc.constantFrom('11', '12', '13', '54', '91', '92'), fc.integer({ min: 110000, max: 659999 }),
  fc.array(fc.constantFrom(...USCC_ALPHABET), { minLength: 9, maxLength: 9 }),
).map(([kind, area, org]) => `${kind}${area}${org.join('')}`).map((first17) => first17 + usccCheckChar(first17));

test('published credit codes are read, in any width and case', () => {
  for (const code of ['11330800002618015K', '11120110000176778B', '114418020073034851', '91230500MA1B3N1N2M', '91350100M000100Y43']) {
    assert.deepEqual(parseUscc(code), { ok: true, value: code });
  }
  assert.equal(value(parseUscc(' １１３３0800 0026-18015ｋ\u200b')), '11330800002618015K');
});

test('a made-up code with a wrong check character is refused with the position and what it may have been', () => {
  const refused = refusal(parseUscc('91310115MA1G4L1WXK'));
  assert.equal(refused.code, 'check');
  assert.match(refused.zh, /^校验码不符。第 \d+ (?:位疑似有误|、\d+ 位疑似颠倒)|^校验码不符。第 \d+、\d+ 位疑似颠倒/);
  assert.ok(nearUsccs('91310115MA1G4L1WXK').some((near) => near.code === '91310115MA1G4L1WX7' && near.at === 18));
});

test('a slip inside the organisation code is placed by its own check digit', () => {
  const refused = refusal(parseUscc('11330800002618016K'));
  assert.deepEqual([refused.at, refused.suggestions?.[0]], [17, '11330800002618015K']);
  assert.match(refused.zh, /^校验码不符。第 17 位疑似有误：“6”可能应为“5”（改后为 11330800002618015K）/);
  assert.match(refusal(parseUscc('11330800002681015K')).zh, /^校验码不符。第 13、14 位疑似颠倒（改后为 11330800002618015K）/);
});

test('every one of 20,000 wrong characters is refused, and the right code is among the suggestions of one slip', () => {
  fc.assert(fc.property(anyUscc, fc.nat(17), fc.nat(30), (code, i, k) => {
    const char = USCC_ALPHABET.charAt(k);
    fc.pre(char !== code.charAt(i));
    const wrong = code.slice(0, i) + char + code.slice(i + 1);
    const refused = refusal(parseUscc(wrong));
    if (refused.code === 'check') assert.ok(nearUsccs(wrong).some((near) => near.code === code && near.at === i + 1));
    else assert.equal(refused.code === 'placeholder' || refused.at !== undefined, true, refused.code);
  }), { numRuns: 20_000 });
});

test('every swap of two neighbours is refused, and the right code is among the suggestions', () => {
  fc.assert(fc.property(anyUscc, fc.nat(16), (code, i) => {
    fc.pre(code.charAt(i) !== code.charAt(i + 1));
    const wrong = code.slice(0, i) + code.charAt(i + 1) + code.charAt(i) + code.slice(i + 2);
    const refused = refusal(parseUscc(wrong));
    if (refused.code === 'check') assert.ok(nearUsccs(wrong).some((near) => near.code === code && near.how === 'swap' && near.at === i + 1));
  }), { numRuns: 5000 });
});

test('letters that the standard does not use are refused at their place, with the look-alike that fits', () => {
  const refused = refusal(parseUscc('113308O0002618015K'));
  assert.deepEqual([refused.code, refused.at, refused.suggestions], ['character', 7, ['11330800002618015K']]);
  assert.match(refused.zh, /^第 7 位疑似有误：“O”，可能应为“0”/);
  for (const letter of 'IOZSV') assert.equal(refusal(parseUscc(`1133080000261801${letter}K`)).at, 17);
});

test('fillers, lost digits and other codes are refused with advice', () => {
  const codes = (text: string) => refusal(parseUscc(text)).code;
  assert.deepEqual(['', '无', '000000000000000000', '00000000000000000X', '111111111111111111', '3.50102E+17', '350100100012345', '002618015', '1133080000261801'].map(codes),
    ['empty', 'placeholder', 'placeholder', 'placeholder', 'placeholder', 'rounded', 'length', 'length', 'length']);
  assert.match(refusal(parseUscc('1133080000261801')).zh, /现有 16 位，少 2 位/);
  assert.equal(codes('114418020073034000'), 'rounded');
});

test('an embedded organisation code that fails is only a warning', () => {
  const first17 = '11350100002618016';
  assert.deepEqual(remarks(parseUscc(first17 + usccCheckChar(first17))), ['org-code']);
});

test('codes made for fixtures are valid, without remark, and known as fiction', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 999_999 }), fc.constantFrom('11', '12', '91'), (serial, kind) => {
    const code = makeUscc(serial, kind);
    assert.deepEqual(parseUscc(code), { ok: true, value: code });
    assert.ok(isFictionalUscc(code));
  }), { numRuns: 2000 });
  assert.equal(new Set(Array.from({ length: 5000 }, (_, i) => makeUscc(i))).size, 5000);
  assert.throws(() => makeUscc(1_000_000), RangeError);
  assert.throws(() => makeUscc(1, 'IO'), RangeError);
});

test('an identity number is read when its check character and day of birth hold', () => {
  const on = '2026-11-23';
  assert.deepEqual(parseIdNumber('１１０１０５１９４９１２３１００２ｘ', on), { ok: true, value: '11010519491231002X' });
  const code = (text: string) => refusal(parseIdNumber(text, on)).code;
  assert.deepEqual(['', '110105491231002', '110105194912310021', '11010519490231002X', '110105202711240020', '11010518991231002X', '1101051949123100', '350***********1234', '1.10105E+17', '1101051949123A002X'].map(code),
    ['empty', 'fifteen-digits', 'check', 'born', 'born', 'born', 'length', 'masked', 'rounded', 'character']);
  assert.match(refusal(parseIdNumber('110105491231002', on)).zh, /15 位旧号码.*18 位/);
  assert.equal(sexOf('11010519491231002X'), 'female');
  assert.equal(maskIdNumber('35010219800101123X'), '350***********123X');
  assert.equal(maskIdNumber('35010219800101123X', 'court'), '3501021980****123X');
});

test('every wrong digit and every swap in an identity number is refused', () => {
  const born = fc.integer({ min: dayNumber('1950-01-01'), max: dayNumber('2005-12-31') }).map(dayOfNumber);
  fc.assert(fc.property(fc.integer({ min: 0, max: 99_999 }), born, fc.nat(17), fc.integer({ min: 1, max: 9 }), (serial, on, i, shift) => {
    const id = makeIdNumber(serial, on, serial % 2 === 0 ? 'male' : 'female');
    assert.equal(value(parseIdNumber(id, '2026-11-23')), id);
    assert.equal(sexOf(id), serial % 2 === 0 ? 'male' : 'female');
    const digit = id.charAt(i) === 'X' ? '0' : String((Number(id.charAt(i)) + shift) % 10);
    assert.ok(!parseIdNumber(id.slice(0, i) + digit + id.slice(i + 1), '2026-11-23').ok);
    if (i < 17 && id.charAt(i) !== id.charAt(i + 1)) assert.ok(!parseIdNumber(id.slice(0, i) + id.charAt(i + 1) + id.charAt(i) + id.slice(i + 2), '2026-11-23').ok);
  }), { numRuns: 3000 });
  assert.equal(idCheckChar('11010519491231002'), 'X');
});

test('case numbers come out in one spelling', () => {
  assert.equal(value(parseCaseNumber(' (2019) 皖1122执1194号')), '（2019）皖1122执1194号');
  assert.equal(value(parseCaseNumber('〔2020〕闽０１０２执恢12号之一')), '（2020）闽0102执恢12号之一');
  assert.equal(value(parseCaseNumber('（2012）榕民初字第12-1号')), '（2012）榕民初字第12-1号');
  assert.equal(value(parseCaseNumber('（2023）最高法知民终123号')), '（2023）最高法知民终123号');
  assert.deepEqual(getCaseNumberParts('（2020）闽0102执恢12号之一'), { year: 2020, court: '闽0102', kind: '执恢', serial: '12', suffix: '之一' });
  assert.ok(isEnforcementCase('（2019）皖1122执1194号') && isEnforcementCase('（2012）江宁执字第7号') && !isEnforcementCase('（2019）皖1122民初1103号'));
});

test('a broken case number is refused with what is missing', () => {
  const code = (text: string) => refusal(parseCaseNumber(text)).code;
  assert.deepEqual(['', '无', '2019皖1122执1194号', '（2019）皖1122执1194', '（2019）皖11O2执1194号', '（1019）皖1122执1194号', '（2019）1194号'].map(code), ['empty', 'placeholder', 'year', 'end', 'character', 'year', 'shape']);
  assert.equal(refusal(parseCaseNumber('（2019）皖11O2执1194号')).at, 10);
});

test('document numbers get six-corner brackets, whatever came', () => {
  for (const [open, close] of ['[]', '【】', '()', '（）', '［］', '〔〕', '{}'].map((pair) => [...pair])) {
    assert.equal(value(parseDocumentNumber(`榕发改信用${open}2017${close}82号`)), '榕发改信用〔2017〕82号');
  }
  assert.deepEqual(remarks(parseDocumentNumber('榕发改信用〔2017〕82号')), []);
});

test('what an organ printed beyond the standard is kept with a remark', () => {
  for (const printed of ['榕市监罚字〔2023〕第0012号', '榕公（台）行罚决字〔2023〕00123号', '榕综执罚〔2023〕1-12号']) {
    assert.equal(value(parseDocumentNumber(printed)), printed);
    assert.deepEqual(remarks(parseDocumentNumber(printed)), ['not-standard']);
  }
  const code = (text: string) => refusal(parseDocumentNumber(text)).code;
  assert.deepEqual(['', '暂无', '榕发改信用2017年82号', '〔2017〕82号', '榕发改信用〔2017〕82', '榕发改〔0017〕82号', '榕发改〔2017〕八十二号'].map(code), ['empty', 'placeholder', 'year', 'agency', 'end', 'year', 'shape']);
});

test('names of people lose layout and what cannot be seen, never characters', () => {
  assert.equal(value(parsePersonName(' 张　三 ')), '张三');
  assert.deepEqual(parsePersonName('张\u200b三'), { ok: true, value: '张三', warnings: [{ code: 'invisible', zh: '已删除看不见的字符', en: 'Invisible characters were removed' }] });
  assert.equal(value(parsePersonName('买买提•吐尔逊')), '买买提·吐尔逊');
  assert.equal(value(parsePersonName('𠮷野')), '𠮷野');
  assert.equal(value(parsePersonName('John  Smith')), 'John Smith');
  const code = (text: string) => refusal(parsePersonName(text)).code;
  assert.deepEqual(['', '不详', '张\ufffd', '张\n三', '张三、李四', '张三13', '\ud842'].map(code), ['empty', 'placeholder', 'garbled', 'control', 'character', 'character', 'garbled']);
  assert.equal(refusal(parsePersonName('张\ufffd')).at, 2);
  assert.deepEqual(remarks(parsePersonName('张\ue000')), ['private-use']);
});

test('names of bodies come out in one spelling', () => {
  assert.equal(value(parseOrgName('江衡市 住房和城乡建设局(本级)')), '江衡市住房和城乡建设局（本级）');
  assert.equal(value(parseOrgName('江衡ＡＢ(集团) 有限公司')), '江衡AB（集团）有限公司');
  assert.equal(value(parseOrgName('ACME (China) Ltd')), 'ACME (China) Ltd');
  assert.deepEqual(['', '/', '123', '甲\u0000乙'].map((text) => refusal(parseOrgName(text)).code), ['empty', 'placeholder', 'character', 'control']);
});

test('masked names keep the surname, compound ones whole', () => {
  assert.deepEqual(['张三', '张三丰', '欧阳修远', '欧阳修', '欧阳', '买买提·吐尔逊', 'John Smith', '𠮷野家'].map(maskPersonName), ['张*', '张**', '欧阳**', '欧阳*', '欧*', '买**', 'J**', '𠮷**']);
});

test('sums are read into whole fen, with the unit of the cell before that of the column', () => {
  const fen = (text: string) => value(parseMoney(text));
  assert.deepEqual(['1,234.50', '１２３４．５', '12.5万元', '￥100元', '人民币100元整', '0', '1.2345亿元', '0.01', '12万', '100.500'].map(fen), [123450, 123450, 12500000, 10000, 10000, 0, 12345000000, 1, 12000000, 10050]);
  assert.equal(value(parseMoney('12.5', 'wanYuan')), 12500000);
  assert.equal(value(parseMoney('12.5元', 'wanYuan')), 1250);
  const code = (text: string) => refusal(parseMoney(text)).code;
  assert.deepEqual(['', '无', '-1', '0.001', '0.0000001万元', '1,23', '壹佰元', '1.2E+8', '$100', '99999999999999', '约100元'].map(code),
    ['empty', 'placeholder', 'negative', 'part-of-fen', 'part-of-fen', 'separators', 'words', 'scientific', 'currency', 'too-large', 'form']);
});

test('what is formatted is read back as the same sum', () => {
  fc.assert(fc.property(fc.maxSafeNat(), fc.constantFrom('yuan', 'wanYuan'), (fen, unit) => assert.equal(value(parseMoney(formatMoney(fen, unit))), fen)));
  assert.equal(formatMoney(123456789), '1,234,567.89元');
  assert.equal(formatMoney(12500000, 'wanYuan'), '12.5万元');
  assert.equal(formatMoney(5), '0.05元');
});

test('days are read as people and spreadsheets write them', () => {
  for (const text of ['2026-11-23', '2026/11/23', '2026.11.23', '2026年11月23日', '20261123', '２０２６年１１月２３日', '2026 年 11 月 23 日', '2026-11-23 00:00:00', '2026年11月23号']) assert.deepEqual(parseDate(text), { ok: true, value: '2026-11-23' }, text);
  assert.equal(value(parseDate('2026/1/5')), '2026-01-05');
  assert.deepEqual(remarks(parseDate('2026-11-23 10:20')), ['time-dropped']);
  const serial = (text: string, excelSerial: '1900' | '1904' = '1900') => value(parseDate(text, { excelSerial }));
  assert.deepEqual([serial('46349'), serial('46349.75'), serial('1'), serial('59'), serial('60'), serial('61'), serial('44887', '1904')], ['2026-11-23', '2026-11-23', '1900-01-01', '1900-02-28', 'refused: serial', '1900-03-01', '2026-11-23']);
});

test('days that do not exist or leave room for doubt are refused', () => {
  const code = (text: string, options?: DateOptions) => refusal(parseDate(text, options)).code;
  assert.deepEqual(['', '待定', '2026-02-29', '2026-13-01', '20260431', '26-11-23', '23/11/2026', '2026年11月', '46349', '2026-11-22T16:00:00Z', '明天', '2026-11/23'].map((text) => code(text)),
    ['empty', 'placeholder', 'impossible', 'impossible', 'impossible', 'short-year', 'order', 'no-day', 'serial', 'instant', 'form', 'form']);
  assert.equal(code('2026-11-24', { latestOn: '2026-11-23' }), 'too-late');
  assert.equal(code('1899-11-24', { earliestOn: '1900-01-01' }), 'too-early');
});

test('arithmetic on days agrees with itself over two centuries', () => {
  fc.assert(fc.property(fc.integer({ min: -25_567, max: 60_000 }), fc.integer({ min: -4000, max: 4000 }), (n, shift) => {
    const on = dayOfNumber(n);
    assert.ok(isCivilDay(on));
    assert.equal(dayNumber(addDays(on, shift)), n + shift);
    assert.equal(Math.sign(compareDays(on, addDays(on, shift))), Math.sign(-shift) + 0);
    const later = addMonths(on, shift % 200);
    assert.ok(isCivilDay(later) && Number(later.slice(8)) <= Number(on.slice(8)));
  }));
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28');
  assert.equal(addMonths('2026-01-15', -13), '2024-12-15');
  assert.throws(() => addMonths('2026-02-30', 1), RangeError);
});

test('the civil day is that of Beijing', () => {
  assert.equal(shanghaiDay('2026-11-22T16:00:00Z'), '2026-11-23');
  assert.equal(shanghaiDay(Date.UTC(2026, 10, 22, 15, 59, 59)), '2026-11-22');
  assert.equal(formatDayZh('2026-01-05'), '2026年1月5日');
  assert.throws(() => shanghaiDay('nonsense'), RangeError);
});

test('a hostile cell costs every parser in proportion to its length', () => {
  for (const seed of [' ', '0', '1,', '年', '〔', '（2019）', '号', '.', '一', 'X', '\u200b', '1 ']) {
    const ratio = growthOf((length) => {
      const text = seed.repeat(Math.ceil(length / seed.length));
      for (const parse of [parseUscc, parseCaseNumber, parseDocumentNumber, parsePersonName, parseOrgName, parseMoney, parseDate]) (parse as (raw: string) => unknown)(text);
      parseIdNumber(text, '2026-11-23');
    }, 16_384, 1);
    assert.ok(ratio < 48, `${JSON.stringify(seed)}: ${ratio.toFixed(0)} times as long`);
  }
});
