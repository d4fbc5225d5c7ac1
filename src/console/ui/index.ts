// 界面部件: the parts every page of the console is made of, in one import.
export { DateInput } from './date-input.tsx';
export { DueDay, Reckoning, lawLine } from './due-day.tsx';
export { Empty } from './empty.tsx';
export { Light } from './light.tsx';
export { Mark } from './mark.tsx';
export { PageHeader, type Crumb } from './page-header.tsx';
export { ProblemAlert, fieldError, pointerKey } from './problem-alert.tsx';
export { RecordTable, severityLabel, type RecordColumn, type Selection } from './record-table.tsx';
export { recordPath } from '../next-action.ts';
export { DisputedTag, StateTag, type Tone } from './state-tag.tsx';
