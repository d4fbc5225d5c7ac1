/**
 * 区划树: which areas an actor answers for: the own one, all below it, and every predecessor whose records roll up to one of
 * them (a county-level city that became a district keeps its old records under the old code).
 */
import type { Asked } from '../store/db.ts';

export interface Area {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly successor: string | null;
  readonly gb: boolean;
}

export async function listAreas(db: Asked): Promise<Area[]> {
  const { rows } = await db.query<Area>('select code, name, kind, parent, valid_from as "validFrom", valid_to as "validTo", successor, gb from rc.area order by code');
  return rows;
}

/** All areas an area answers for, itself included; 'all' for the root. */
export function areasUnder(areas: readonly Area[], code: string): ReadonlySet<string> | 'all' {
  if (areas.find((a) => a.code === code)?.parent === null) return 'all';
  const found = new Set([code]);
  for (let grew = true; grew;) {
    grew = false;
    for (const a of areas) {
      const belongs = (a.parent !== null && found.has(a.parent)) || (a.successor !== null && found.has(a.successor));
      if (belongs && !found.has(a.code)) {
        found.add(a.code);
        grew = true;
      }
    }
  }
  return found;
}
