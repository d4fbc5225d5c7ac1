/**
 * 公示内容: the public view of a record, as a closed list of what may be in it. What stands here is hashed into the log,
 * so its shape is a promise: fields are only added, under a new format name.
 */
import type { Label } from './label.ts';
import type { RuleRef } from './rules.ts';

/**
 * Milliseconds for which the portal may take a moment of the database as the present one. Whoever changes something is told so only after as
 * long, so that nobody who knows of a change is shown what was before it.
 */
export const momentLeaseMs = 2;

export interface PublicBody {
  readonly format: 'rongcheng-public-record@1';
  readonly no: string;
  readonly item: { readonly id: string; readonly label: Label };
  readonly subject: { readonly id: string; readonly name: string; readonly code: string | null; readonly areaCode: string; readonly areaName: string };
  readonly severity: { readonly key: string; readonly label: Label };
  readonly documentNumber?: string;
  readonly decidedBy?: string;
  readonly decidedOn?: string;
  readonly summary?: string;
  readonly facts: readonly { readonly key: string; readonly label: Label; readonly value: string }[];
  readonly attachments: readonly { readonly name: string; readonly text: string }[];
  readonly mode: 'full' | 'summary';
  readonly ground: { readonly key: string; readonly label: Label; readonly instrument: string; readonly article: string; readonly says: string };
  readonly from: string;
  readonly until: string;
  readonly version: number;
  readonly rules: readonly RuleRef[];
}

export interface Publication {
  readonly body: PublicBody;
  readonly mode: 'full' | 'summary';
  /** Text that the public search looks through; nothing that the body does not show. */
  readonly haystack: string;
  /** What was masked, by kind, for the public count of takedowns and masks. */
  readonly masked: readonly { readonly kind: string; readonly count: number }[];
}
