/**
 * 针对一条记录: what every deed about a finding keeps of it, under the names that the store fills in when the deed is begun, and whose
 * hands it went through: who decides had none of them. Whom it is about and whose body decided are barred by the core (`judges`).
 */
import type { Actor } from '../../core/actor.ts';
import { field } from '../../core/field.ts';
import type { SubjectFacts } from '../../core/register.ts';

/** The finding that a deed is about: its id, its item of the catalogue in the version that held, itself in words, and whom it is about. */
export const aboutFields = {
  recordId: field.text({ zh: '所针对的记录', en: 'Record', max: 40 }),
  item: field.item({ zh: '目录事项', en: 'Catalogue item' }),
  itemVersion: field.integer({ zh: '目录版本', en: 'Item version' }),
  finding: field.text({ zh: '记录', en: 'Record in words', max: 400 }),
  subjectId: field.subject({ zh: '记录的主体', en: 'Subject of the record', optional: true }),
};

/** Every hand that a finding went through, and whose decision in another matter made it what it is now. */
export const recordHands = ['objection.correct', 'leniency.lighten', 'leniency.exempt', 'repair.revoke', 'dishonesty-record.create', 'dishonesty-record.file', 'dishonesty-record.edit', 'dishonesty-record.fix', 'dishonesty-record.submit', 'dishonesty-record.verify', 'dishonesty-record.notify', 'dishonesty-record.confirm',
  'dishonesty-record.propose', 'dishonesty-record.approve', 'dishonesty-record.correct', 'dishonesty-record.accept', 'dishonesty-record.decline', 'dishonesty-record.reaffirm'] as const;

/** The body that has to answer for a finding; nobody where it is the one that the finding is about: then the city's credit office examines, and has to. */
export const answering = ({ sourceId, subjectId }: { readonly sourceId?: string | undefined; readonly subjectId?: string | undefined }): string | null => (sourceId === undefined || sourceId === subjectId ? null : sourceId);

/** Who examines and who decides at the city's credit office; where that office is barred itself, an arbiter does in its stead. */
export const examiners = ['verifier@city', 'arbiter@stead'] as const;
export const deciders = ['reviewer@city', 'arbiter@stead'] as const;

/** Nobody begins what is about themselves and for somebody else to judge. */
export const ownMatter = (actor: Actor, subject: SubjectFacts | null): 'own-matter' | undefined => (subject !== null && actor.personId === subject.id ? 'own-matter' : undefined);
