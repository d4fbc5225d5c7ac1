// 姓名与名称: names of officials and of bodies. Two names that look alike on the screen must be the same text underneath, and a
// name that arrived broken must be stopped, because it would accuse nobody or somebody else.
import { accept, refuse, type Parsed, type Refusal, type Remark } from '../result.ts';
import { dropInvisible, meansNothing } from './width.ts';

/** Surnames of two characters (复姓) in present use. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  ('欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 '
    + '长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 '
    + '东郭 南门 羊舌 微生 公户 公玉 梁丘 左丘 东门 西门 第五 完颜 纳兰 叶赫 那拉 爱新').split(' '),
);

const PERSON_MAX = 50;
const ORG_MAX = 200;
const MIDDLE_DOTS = /[•‧∙⋅・･●.．。]/g;
const PRIVATE_USE = /[\ue000-\uf8ff\u{f0000}-\u{10fffd}]/u;
const HAN = /\p{Script=Han}/u;
const PERSON = /^[\p{Script=Han}\p{L}\p{M}〇·'’\- *＊]+$/u;

/** Reads a person's name. Blanks between Chinese characters are layout and go; the dot of a transcribed name becomes ·. */
export function parsePersonName(raw: string): Parsed<string> {
  const broken = refuseBroken(raw);
  if (broken) return broken;
  let name = dropInvisible(raw).normalize('NFKC').trim().replace(/\s+/g, ' ');
  if (HAN.test(name)) name = name.replaceAll(' ', '').replace(MIDDLE_DOTS, '·');
  if (name === '') return refuse('empty', '未填写姓名', 'No name given');
  if (meansNothing(name)) return refuse('placeholder', `“${name}”不是姓名；没有时请留空`, 'Leave the cell empty when there is no name');
  if ([...name].length > PERSON_MAX) return refuse('too-long', `姓名超过 ${PERSON_MAX} 个字，请核对是否填错列`, `A name has at most ${PERSON_MAX} characters`);
  if (!PERSON.test(name) && !PRIVATE_USE.test(name)) {
    const at = [...name].findIndex((char) => !PERSON.test(char)) + 1;
    return refuse('character', `第 ${at} 个字“${[...name][at - 1]}”不应出现在姓名中，请核对；一格只填一人`, `Character ${at} cannot stand in a name; one person per cell`, { at });
  }
  return accept(name, [...remarks(raw, name), ...(name.includes('*') ? [{ code: 'masked', zh: '姓名已被遮盖，无法与人员对应，请填写全名', en: 'The name is masked' }] : [])]);
}

/** Reads the name of a body or enterprise. Brackets beside Chinese become full width, as on the certificate. */
export function parseOrgName(raw: string): Parsed<string> {
  const broken = refuseBroken(raw);
  if (broken) return broken;
  let name = dropInvisible(raw).normalize('NFKC').trim().replace(/\s+/g, ' ');
  if (HAN.test(name)) name = name.replace(/ ?([^\x20-\x7e]) ?/gu, '$1').replaceAll('(', '（').replaceAll(')', '）');
  if (name === '') return refuse('empty', '未填写单位名称', 'No name given');
  if (meansNothing(name)) return refuse('placeholder', `“${name}”不是单位名称；没有时请留空`, 'Leave the cell empty when there is no name');
  if ([...name].length > ORG_MAX) return refuse('too-long', `单位名称超过 ${ORG_MAX} 个字，请核对是否填错列`, `A name has at most ${ORG_MAX} characters`);
  if (!/\p{L}/u.test(name)) return refuse('character', `“${name.slice(0, 30)}”中没有文字，请填写单位全称`, 'There are no letters in it; give the full name');
  return accept(name, remarks(raw, name));
}

function refuseBroken(raw: string): Refusal | undefined {
  const lost = [...raw].indexOf('\ufffd') + 1;
  if (lost > 0 || !raw.isWellFormed()) {
    return refuse('garbled', `第 ${Math.max(lost, 1)} 个字是乱码，文件编码可能不对；请以 UTF-8 或 GB18030 重新保存后再导入`, 'The text is garbled; save the file as UTF-8 or GB18030 again', { at: Math.max(lost, 1) });
  }
  const control = [...raw.trim()].findIndex((char) => /\p{Cc}/u.test(char)) + 1;
  if (control > 0) return refuse('control', `第 ${control} 个字是换行或控制字符，请删除；一格只填一个名称`, `Character ${control} is a line break or control character`, { at: control });
  return undefined;
}

function remarks(raw: string, name: string): Remark[] {
  const found: Remark[] = [];
  if (dropInvisible(raw) !== raw) found.push({ code: 'invisible', zh: '已删除看不见的字符', en: 'Invisible characters were removed' });
  const at = [...name].findIndex((char) => PRIVATE_USE.test(char)) + 1;
  if (at > 0) found.push({ code: 'private-use', at, zh: `第 ${at} 个字是自造字，他处无法显示，请改用标准汉字`, en: `Character ${at} is in a private-use area; use the standard character` });
  return found;
}

/** The surname: two characters only where a given name follows, so 欧阳 alone is 欧 with the given name 阳. */
export function surnameOf(name: string): string {
  const chars = [...name];
  return chars.length > 2 && COMPOUND_SURNAMES.has(chars.slice(0, 2).join('')) ? chars.slice(0, 2).join('') : chars[0] ?? '';
}

/** For display: 张*, 欧阳**; of a transcribed or foreign name only the first character remains. */
export function maskPersonName(name: string): string {
  if (name === '') return '';
  if (!HAN.test(name) || name.includes('·')) return `${[...name][0]}**`;
  const surname = surnameOf(name);
  return surname + '*'.repeat(Math.max(1, [...name].length - [...surname].length));
}
