import { noDeprecatedClusterApi } from './no-deprecated-cluster-api';
import type { Rule } from './rule';

/** All rules, in the order in which they are listed to people. */
export const RULES: readonly Rule[] = [noDeprecatedClusterApi];
