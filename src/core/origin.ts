/**
 * 数字的出处: who set an item's classes of severity and its months of keeping. The law that has a kind of finding recorded seldom
 * says either, so both have a source of their own, and silence means the city's own policy: never law.
 */
import type { CatalogItem } from './catalog.ts';

export type Origin = NonNullable<CatalogItem['origins']>['severity'];

const unstated: Origin = { basis: 'policy', instrument: '本市拟定政策', article: '', says: '目录未写明出处，按本市拟定政策对待。' };

/** Where the item's severity rules or its retention come from. */
export const originOf = (item: Pick<CatalogItem, 'origins'>, of: 'severity' | 'retention'): Origin => item.origins?.[of] ?? unstated;
