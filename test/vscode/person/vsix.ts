import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';

/** The package as `npm run package` leaves it. */
export const VSIX = join(ROOT, 'out/worker-lens.vsix');
