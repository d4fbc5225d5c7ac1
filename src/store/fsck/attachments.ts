/**
 * 附件复核: every attachment's file against the digest that was noted when it was uploaded, and every file against the rows:
 * missing, altered, left behind after sealing, or owned by nobody.
 */
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Tx } from '../db.ts';
import { filesUnder, importsFolder, isDraft, plainPath, sealedPath, sha256Of } from '../files.ts';
import { copyRows, type Rows } from './copy-rows.ts';
import { type Findings, nextStep } from './findings.ts';

/** Compares rows and files. @returns how many attachments were checked. */
export async function checkAttachments(stream: Tx, filesDir: string, findings: Findings): Promise<number> {
  const known = new Set<string>();
  let count = 0;
  const sql = `select a.id::text, encode(a.sha256, 'hex'), a.sealed, r.no from rc.attachment a left join rc.record r on r.register = a.register and r.id = a.record_id order by a.id`;
  for await (const rows of copyRows(stream, sql)) {
    while (rows.next()) {
      count += 1;
      const id = rows.text(0) as string;
      known.add(plainPath(filesDir, id)).add(sealedPath(filesDir, id));
      await checkFile(rows, filesDir, findings);
    }
  }
  // Tables that wait to be imported are no attachments and have no digest.
  const importsDir = join(filesDir, importsFolder, sep);
  for (const path of filesUnder(filesDir)) {
    if (known.has(path) || isDraft(path) || path.startsWith(importsDir)) continue;
    const row = relative(filesDir, path);
    findings.add({ severity: 'warning', code: 'file-orphan', table: 'files/', row, zh: `附件文件 ${row} 不属于任何记录`, en: `The file ${row} belongs to no attachment`, next: nextStep.orphan });
  }
  return count;
}

async function checkFile(row: Rows, filesDir: string, findings: Findings): Promise<void> {
  const id = row.text(0) as string;
  const digest = row.text(1);
  const sealed = row.bool(2);
  const of = row.isNull(3) ? '' : `（${row.text(3)}）`;
  const plain = plainPath(filesDir, id);
  if (sealed) {
    if (existsSync(plain)) findings.add({ severity: 'warning', code: 'file-unsealed', table: 'rc.attachment', row: id, zh: `附件 ${id}${of} 所属记录已封存，文件尚未封存`, en: `Attachment ${id}: its record was sealed, the file is not yet`, next: nextStep.wait });
    else if (!existsSync(sealedPath(filesDir, id))) findings.add({ severity: 'error', code: 'file-missing', table: 'rc.attachment', row: id, zh: `附件 ${id}${of} 的封存文件缺失`, en: `The sealed file of attachment ${id} is missing`, next: nextStep.file });
    return;
  }
  if (!existsSync(plain)) {
    findings.add({ severity: 'error', code: 'file-missing', table: 'rc.attachment', row: id, zh: `附件 ${id}${of} 的文件缺失`, en: `The file of attachment ${id} is missing`, next: nextStep.file });
  } else if (digest !== undefined && (await sha256Of(plain)) !== digest) {
    findings.add({ severity: 'error', code: 'file-altered', table: 'rc.attachment', row: id, column: 'sha256', zh: `附件 ${id}${of} 的文件与上传时的摘要不符`, en: `The file of attachment ${id} is not the one that was uploaded`, next: nextStep.file });
  }
}
