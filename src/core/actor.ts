/**
 * 办理人: who acts, for which body, over which areas, with which roles. A grant is a role at a scope; both words are
 * closed lists, so a typo in a register does not compile and nothing is granted that is not written down.
 */
import type { Label } from './label.ts';

export const roles = {
  maker: { zh: '经办', en: 'Maker' },
  verifier: { zh: '核验', en: 'Verifier' },
  reviewer: { zh: '公示复核', en: 'Disclosure reviewer' },
  contact: { zh: '单位联络员', en: 'Contact of a body' },
  official: { zh: '公务员本人', en: 'The official' },
  identity: { zh: '身份核查', en: 'Identity reviewer' },
  auditor: { zh: '审计', en: 'Auditor' },
  rulekeeper: { zh: '规则提出', en: 'Rule proposer' },
  ruleapprover: { zh: '规则批准', en: 'Rule approver' },
  sysadmin: { zh: '系统管理员', en: 'System administrator' },
  secadmin: { zh: '安全管理员', en: 'Security administrator' },
  arbiter: { zh: '申诉复查', en: 'Appeal reviewer' },
  counter: { zh: '公众窗口', en: 'Public counter' },
  system: { zh: '系统', en: 'The system' },
} as const satisfies Record<string, Label>;

export type Role = keyof typeof roles;

/** Roles of the platform itself: no account can hold one. */
export const innerRoles: readonly Role[] = ['system', 'counter'];
export const accountRoles = (Object.keys(roles) as Role[]).filter((role) => !innerRoles.includes(role));

/**
 * own = made by the actor's body · jurisdiction = in the actor's area or below · town/county/city = jurisdiction, and
 * the actor's body stands at that level · self = about the actor's body or the actor · handling = the actor's body has to
 * handle it (answer, carry out, acknowledge) · stead = jurisdiction, and the office that would judge it is barred, so that the
 * actor's body does in its stead · any = no bound.
 */
export const scopes = ['own', 'jurisdiction', 'town', 'county', 'city', 'self', 'handling', 'stead', 'any'] as const;
export type Scope = (typeof scopes)[number];
export type Grant = `${Role}@${Scope}`;

export type Level = 'city' | 'county' | 'town' | 'village';

export interface Actor {
  /** null is the system itself. */
  readonly accountId: string | null;
  readonly name: string;
  readonly bodyId: string | null;
  readonly bodyName: string;
  readonly personId: string | null;
  readonly areaCode: string;
  readonly level: Level;
  readonly roles: readonly Role[];
  /** Codes of the actor's area, all below it, and their predecessors; 'all' for the root. */
  readonly areas: ReadonlySet<string> | 'all';
  /** The offices in whose stead the actor's body judges when they are barred; nobody's when absent. */
  readonly standsFor?: readonly string[];
}

export const systemActor: Actor = {
  accountId: null, name: '系统', bodyId: null, bodyName: '系统', personId: null, areaCode: '', level: 'city', roles: ['system'], areas: 'all',
};

/** Who hands in what comes from the public without an account. It reads nothing; what it may begin stands in the registers. */
export const counterActor: Actor = {
  accountId: null, name: '公众窗口', bodyId: null, bodyName: '公众窗口', personId: null, areaCode: '', level: 'city', roles: ['counter'], areas: 'all',
};

/** What a scope is judged by: the record's subject, area, maker and the body that has to handle it. */
export interface Whereabouts {
  readonly subjectId: string | null;
  readonly areaCode: string | null;
  readonly makerBody: string | null;
  readonly handlerBody: string | null;
  /** The body that it is kept away from. */
  readonly awayFrom?: string | null;
  /** Bodies and persons that judge nothing in it; the subject when absent. */
  readonly barred?: readonly string[] | null;
}

/** Bodies and persons that judge nothing in a record. */
export const barredIn = ({ barred, subjectId }: Pick<Whereabouts, 'barred' | 'subjectId'>): readonly string[] => barred ?? (subjectId === null ? [] : [subjectId]);

const inAreas = (actor: Actor, code: string | null): boolean => actor.areas === 'all' || (code !== null && actor.areas.has(code));

/** Whether an actor holds a grant over a record; `where` is null for a record that does not exist yet. */
export function holds(actor: Actor, grant: Grant, where: Whereabouts | null): boolean {
  const [role, scope] = grant.split('@') as [Role, Scope];
  if (!actor.roles.includes(role)) return false;
  if (role === 'system') return true;
  if (where?.awayFrom != null && where.awayFrom === actor.bodyId) return false;
  if (scope === 'any') return true;
  if (where === null) return scope === 'own' || scope === 'jurisdiction' || scope === actor.level;
  switch (scope) {
    case 'own': return where.makerBody !== null && where.makerBody === actor.bodyId;
    case 'self': return where.subjectId !== null && (where.subjectId === actor.bodyId || where.subjectId === actor.personId);
    case 'handling': return where.handlerBody !== null && where.handlerBody === actor.bodyId;
    case 'stead': return inAreas(actor, where.areaCode) && barredIn(where).some((id) => actor.standsFor?.includes(id));
    case 'jurisdiction': return inAreas(actor, where.areaCode);
    case 'town': case 'county': case 'city': return actor.level === scope && inAreas(actor, where.areaCode);
  }
}
