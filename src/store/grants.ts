/**
 * 数据库权限表: which database role may do what to which table: the checked-in matrix. S select, I insert, U update, D delete.
 * The migration grants it; a test compares it with the database, so a new table without a line fails.
 */
export const appGrants: Readonly<Record<string, string>> = {
  'rc.area': 'SIU', 'rc.subject': 'SIU', 'rc.subject_name': 'SIUD', 'rc.official': 'SIU', 'rc.post': 'SIUD',
  'rc.account': 'SIU', 'rc.account_role': 'SID', 'rc.session': 'SIUD', 'rc.rule': 'SIU',
  'rc.record': 'SIU', 'rc.entry': 'SI', 'rc.entry_content': 'SID', 'rc.link': 'SID', 'rc.attachment': 'SIUD', 'rc.sealed': 'SIU',
  'rc.number_series': 'SIU', 'rc.batch': 'SIU', 'rc.batch_row': 'SIUD', 'rc.batch_chunk': 'SIU', 'rc.look': 'SI', 'rc.event': 'SI', 'rc.idempotency': 'SID',
  'rc.eligibility': 'SIU', 'rc.eligibility_subject': 'SIUD', 'pub.report': 'SIU', 'rc.handing': 'S', 'rc.stock_tally': 'SID', 'rc.flow_tally': 'SID', 'rc.push_tally': 'SID', 'rc.log_head': 'SIU', 'pub.site': 'SIUD', 'pub.area': 'SIUD', 'pub.body': 'SIUD', 'pub.rule': 'SIUD', 'pub.record': 'SIUD',
  'pub.ended': 'SI', 'pub.masked': 'SIUD', 'pub.statistic': 'SIUD', 'pub.log_leaf': 'SI', 'pub.log_tile': 'SIUD', 'pub.checkpoint': 'SI',
  'pub.log_key': 'SIU', 'pub.refilled': 'SI', 'pub.matter': 'SIUD', 'pub.listed': 'SIUD', 'rc.letter': 'SIU', 'pub.letter': 'SIU', 'rc.receipt': 'SIU', 'pub.posted': 'SIUD',
};

/** The portal's role: read what was disclosed, nothing else. */
export const portalGrants: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(appGrants).filter((table) => table.startsWith('pub.')).map((table) => [table, 'S']),
);
