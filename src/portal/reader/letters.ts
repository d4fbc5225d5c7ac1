/** 文书查验的读取: whether a letter with a code was issued and is in force. Of one that is no longer in force nothing else is known here. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Label } from '../../core/label.ts';

export type LetterFound = { readonly inForce: true; readonly kind: Label; readonly issuer: string; readonly no: string; readonly issuedOn: string } | { readonly inForce: false };

/** A code as it stands on paper, whatever case, spaces and dashes it was typed with; undefined for what cannot be one. */
export function readCode(typed: string): string | undefined {
  const plain = typed.normalize('NFKC').toUpperCase().replace(/[\s\p{Pd}·]/gu, '');
  return /^[2-9A-HJ-NP-Z]{16}$/.test(plain) ? (plain.match(/.{4}/g) as string[]).join('-') : undefined;
}

/** What is public about the letter with a code; undefined when there never was one. */
export async function findLetter(pool: Pool, code: string): Promise<LetterFound | undefined> {
  const hash = createHash('sha256').update(code.replaceAll('-', '')).digest();
  return (await pool.query<LetterFound>({ name: 'letter', text: 'select in_force as "inForce", kind, issuer, no, issued_on as "issuedOn" from pub.letter where code_hash = $1', values: [hash] })).rows[0];
}
