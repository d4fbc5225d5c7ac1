// 旅程 The journeys from a finding to its public record.

import { bigImport } from './big-import.ts';
import { county } from './county.ts';
import { creditOffice } from './credit-office.ts';
import { inOneWorld } from './one-world.ts';
import { publicSite } from './public.ts';
import { rulebook } from './rulebook.ts';
import { sourceDepartment } from './source-department.ts';
import { withoutMouse } from './without-mouse.ts';

inOneWorld(creditOffice, county, sourceDepartment, publicSite, rulebook, withoutMouse, bigImport);
