/**
 * 文书复核: every letter against the leaf that committed to it, its documents against the digests in its content, and the public state of its
 * code against our own.
 */
import { createHash } from 'node:crypto';
import { commitmentOf } from '../../core/log/commitment.ts';
import { decodeEntry } from '../../core/log/entry.ts';
import { toHex } from '../../core/log/bytes.ts';
import { decrypt } from '../keys.ts';
import { type LetterBody, revealLetter } from '../letters.ts';
import { copyRows, type Rows } from './copy-rows.ts';
import { nextStep } from './findings.ts';
import type { Question } from './published.ts';

/** The parts of a letter's row in plain; undefined when one of them was altered. */
function open(house: Question['house'], row: Rows): { body: LetterBody; docx: Buffer; pdf: Buffer } | undefined {
  try {
    return { body: revealLetter(house, row.view(3) as Buffer), docx: decrypt(house.keys.identity, row.view(4) as Buffer), pdf: decrypt(house.keys.identity, row.view(5) as Buffer) };
  } catch {
    return undefined;
  }
}

/** Checks letters and marks their leaves as owned. */
export async function checkLetters({ suite, stream, findings, house }: Question, owned: Uint8Array): Promise<void> {
  const sql = `select l.no, l.leaf, l.issued_on::text, l.body, l.docx, l.pdf, e.entry, (l.state = 'issued')::text, p.in_force::text
    from rc.letter l left join pub.log_leaf e on e.idx = l.leaf left join pub.letter p on p.code_hash = l.code_hash order by l.leaf`;
  for await (const rows of copyRows(stream, sql)) {
    while (rows.next()) {
      const no = rows.text(0) as string;
      const leaf = rows.int(1);
      if (leaf < owned.length) owned[leaf] = 1;
      const bad = (code: string, column: string, zh: string, en: string): void => findings.add({ severity: 'error', code, table: 'rc.letter', row: no, column, zh: `文书 ${no}：${zh}`, en: `Letter ${no}: ${en}`, next: nextStep.restore });
      const entry = rows.isNull(6) ? undefined : decodeEntry(rows.view(6) as Buffer);
      if (entry?.ok !== true || entry.value.kind !== 'issued' || entry.value.issuedOn !== rows.text(2)) { bad('letter-leaf', 'leaf', `所指的日志第 ${leaf} 条缺失或不是出具文书的条目`, `leaf ${leaf} is missing or issues no letter`); continue; }
      if (rows.text(7) !== rows.text(8)) bad('letter-state', 'state', '对外的效力与内部登记不符', 'its public state differs from ours');
      if (rows.isNull(3)) continue;
      const opened = open(house, rows);
      if (opened === undefined || toHex(commitmentOf(suite, Buffer.from(opened.body.salt, 'base64'), opened.body.content)) !== entry.value.commitment) { bad('letter-altered', 'body', '内容或随机盐与日志中的承诺值不符', 'content or salt do not fit the commitment in the log'); continue; }
      const content = opened.body.content as unknown as { docx: string; pdf: string };
      for (const column of ['docx', 'pdf'] as const) {
        if (createHash('sha256').update(opened[column]).digest('hex') !== content[column]) bad('letter-altered', column, `${column} 文件与登记的摘要不符`, `its ${column} does not fit its digest`);
      }
    }
  }
}
