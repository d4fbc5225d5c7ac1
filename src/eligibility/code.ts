/** 验证码: sixteen characters in groups of four that stand on an answer. 80 bits: nobody guesses one, and its plain hash gives nothing away. */
import { createHash, randomBytes } from 'node:crypto';

/** No 0 and O, no 1 and I: what is read aloud or typed from paper stays what it was. */
const symbols = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const length = 16;

/** A fresh code, such as 7KQM-2XPA-R9TF-HW3E. */
export const makeCode = (): string => Array.from(randomBytes(length), (byte) => symbols[byte % symbols.length]).join('').replace(/(.{4})(?=.)/g, '$1-');

/** What the database knows of a code. */
export const codeHash = (code: string): Buffer => createHash('sha256').update(code.replaceAll('-', '')).digest();
