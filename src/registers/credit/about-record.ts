/**
 * 针对一条记录: what every deed about a finding keeps of it, under the names that the store fills in when the deed is begun, and who may
 * not decide it because it is their own matter.
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

/** Decisions in other matters that made a finding what it is now: whoever took one judges it no more than its makers do. */
export const decidedElsewhere = ['objection.correct', 'leniency.lighten', 'leniency.exempt', 'repair.revoke'] as const;

/** `own-matter` if the record is about the actor. */
export const ownMatter = (actor: Actor, subject: SubjectFacts | null): 'own-matter' | undefined => (subject !== null && actor.personId === subject.id ? 'own-matter' : undefined);
