// Packages that live on processes and threads, in the other versions of Node.
import { OTHER_MAJORS } from '../behaviour/support/nodes';
import { describePackages } from './support/suite';

for (const major of OTHER_MAJORS) describePackages(major);
