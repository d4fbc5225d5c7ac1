/**
 * 核验 verify: checks a proof file offline: no database, no network, no trust in us. It reads the file that a citizen
 * downloaded with a record, or the bare proof text together with the log entry.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { fromBase64 } from '../../core/log/bytes.ts';
import { canonicalText } from '../../core/log/canonical.ts';
import { answerFormat, verifyAnswer } from '../../core/log/answer.ts';
import { decodeEntry } from '../../core/log/entry.ts';
import { parseProof, verifyProof } from '../../core/log/proof.ts';
import { sha256Ed25519 } from '../../core/log/suite.ts';
import { verifyBundle } from '../../core/log/verify.ts';
import { addCommand, type Flags } from '../command.ts';
import { json, line, mark } from '../output.ts';
import type { Act } from '../program.ts';
import { exitCodes, Trouble } from '../trouble.ts';

const fileMax = 20 * 1024 * 1024;

export function verifyCommand(program: Command, done: Act): void {
  addCommand(program, {
    usage: 'verify <file>', zh: '离线核验一份公示记录或文书的证明文件：内容未被改动、已登记在公开日志、签名有效', en: 'Check the proof file of a public record or a letter offline',
    examples: ['verify SX-2026-000123.proof.json', 'verify SX-2026-000123.proof.json --vkey "example.rongcheng/log+1b2c3d4e+AY…"', 'verify letter-proof.json --pdf letter.pdf', 'verify rongcheng-….tlog-proof --vkey "example.rongcheng/log+1b2c3d4e+AY…"'],
  })
    .option('--vkey <vkey>', '官方公布的日志公钥；不给时用文件所附的公钥 the published key of the log')
    .option('--entry <file|base64>', '日志条目；只在 tlog-proof 文件自己不带条目时要给出 the log entry, for a tlog-proof that carries none')
    .option('--pdf <file>', '手中的文书 PDF；与证明文件一起核对是不是同一份 the letter at hand, compared with its proof')
    .option('--json', '以 JSON 输出 print JSON')
    .action(async (file: string, flags: Flags) => done(await verify(file, flags)));
}

async function verify(file: string, flags: Flags): Promise<number> {
  const text = read(file).toString('utf8');
  const vkey = flags['vkey'] as string | undefined;
  if (text.startsWith('c2sp.org/tlog-proof@')) return verifyText(text, flags['entry'] as string | undefined, vkey, flags['json'] === true);
  const bundle = parse(text);
  if ((bundle as { format?: unknown } | null)?.format === answerFormat) return verifyAnswerFile(bundle, vkey, flags['json'] === true);
  const letter = (bundle as { letter?: { no?: unknown; pdf?: unknown } } | null)?.letter;
  const proved = await verifyBundle(bundle, vkey === undefined ? {} : { trustedVkey: vkey });
  const isSame = flags['pdf'] === undefined ? undefined : createHash('sha256').update(read(flags['pdf'] as string)).digest('hex') === letter?.pdf;
  const verdict = { ...proved, ok: proved.ok && isSame !== false, ...(isSame === undefined ? {} : { samePdf: isSame }) };
  if (flags['json'] === true) json(verdict);
  else {
    for (const check of verdict.checks) line(`${mark(check.ok ? 'ok' : 'bad')} ${check.zh}${check.reason === undefined ? '' : `（${check.reason}）`}`);
    if (isSame !== undefined) line(`${mark(isSame ? 'ok' : 'bad')} ${isSame ? '手中的 PDF 就是出具的那一份。' : '手中的 PDF 不是出具的那一份，或被改动过。'}`);
    line();
    if (verdict.ok && verdict.entry?.kind === 'issued') line(`文书 ${String(letter?.no)} 于 ${verdict.entry.issuedOn} 出具。现在是否有效，请在公众网站“文书查验”页输入验证码查询。`);
    line(verdict.ok ? `核验通过：日志序号 ${verdict.index}（从 0 起），检查点 ${verdict.checkpoint?.origin} 共 ${verdict.checkpoint?.size} 条。 Verified.` : '核验不通过：请勿据此认定其真实，可向公示机关查询。 Not verified.');
    if (verdict.ok && vkey === undefined) line('提示：未用 --vkey 指定官方公布的公钥，只证明文件与其所附公钥一致。 Compare the key with the published one.');
  }
  return verdict.ok ? exitCodes.done : exitCodes.failed;
}

/** A signed answer to an eligibility check: offline its signature, online its code. */
function verifyAnswerFile(bundle: unknown, vkey: string | undefined, asJson: boolean): number {
  const outcome = verifyAnswer(sha256Ed25519, bundle, vkey);
  const said = outcome.ok ? (outcome.value.document as { no?: unknown; code?: unknown; asOf?: unknown; counts?: { asked?: unknown } }) : undefined;
  const digest = outcome.ok ? createHash('sha256').update(canonicalText(outcome.value.document)).digest('hex') : '';
  if (asJson) json(outcome.ok ? { ok: true, no: said?.no, asOf: said?.asOf, code: said?.code, sha256: digest } : { ok: false, reason: outcome.reason });
  else if (said === undefined) line(`${mark('bad')} 答复的签名不对，或内容被改动过（${outcome.ok ? '' : outcome.reason}）：请勿据此办理，可向出具机关查询。 Not verified.`);
  else {
    line(`${mark('ok')} 核查答复 ${String(said.no)} 一字未改，签名有效：${String(said.asOf)} 核查 ${String(said.counts?.asked)} 个。 Verified.`);
    line(`摘要 SHA-256：${(digest.match(/.{8}/g) ?? []).join(' ')}。同一编号的文书上印着同样的摘要。 The letter of the same number bears this digest.`);
    line(`现在是否仍然有效，请在公众网站“文书查验”页输入验证码 ${String(said.code)} 查询。 Ask online whether it is still in force.`);
    if (vkey === undefined) line('提示：未用 --vkey 指定官方公布的公钥，只证明文件与其所附公钥一致。 Compare the key with the published one.');
  }
  return outcome.ok ? exitCodes.done : exitCodes.failed;
}

function verifyText(text: string, entryArgument: string | undefined, vkey: string | undefined, asJson: boolean): number {
  const parsed = parseProof(text);
  const carried = parsed.ok ? parsed.value.extra : undefined;
  if (vkey === undefined) throw new Trouble('tlog-proof 文件不含公钥：请用 --vkey 给出官方公布的日志公钥（公众网站“存证日志”页 /log 上有）', 'A tlog-proof holds no key: give the published key of the log with --vkey (it stands on the portal’s page /log)');
  if (entryArgument === undefined && carried === undefined && parsed.ok) throw new Trouble('这份 tlog-proof 文件没有带上日志条目：请从记录页“存证与核验”重新下载证明文件，或用 --entry 给出条目（记录页的 JSON 证明中 entry 一项即是）', 'This tlog-proof carries no log entry: download it again from the page of the record, or give the entry with --entry (it is “entry” in the JSON proof)');
  const entry = entryArgument === undefined ? (carried ?? new Uint8Array()) : (fromBase64(entryArgument) ?? read(entryArgument));
  const decoded = decodeEntry(entry);
  const outcome = verifyProof(sha256Ed25519, { entry }, text, vkey);
  const ok = outcome.ok && decoded.ok;
  if (asJson) json({ ok, ...(outcome.ok ? { index: outcome.value.index, size: outcome.value.checkpoint.size } : { reason: outcome.reason }), ...(decoded.ok ? { entry: decoded.value } : { entryReason: decoded.reason }) });
  else {
    line(`${mark(decoded.ok ? 'ok' : 'bad')} ${decoded.ok ? '日志条目格式正确。' : `日志条目无法识别（${decoded.reason}）。`}`);
    line(`${mark(outcome.ok ? 'ok' : 'bad')} ${outcome.ok ? `条目在日志中，序号 ${outcome.value.index}（从 0 起），签名有效。` : `条目不在日志中，或签名无效（${outcome.reason}）。`}`);
  }
  return ok ? exitCodes.done : exitCodes.failed;
}

function read(file: string): Buffer {
  const bytes = readFileSync(file);
  if (bytes.length > fileMax) throw new Trouble(`${file} 过大，不是证明文件`, `${file} is too large for a proof file`);
  return bytes;
}

/** What is no JSON is handed on as it is: the check itself says what is wrong with it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
