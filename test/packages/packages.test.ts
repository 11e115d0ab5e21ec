// Programs that nobody here wrote: packages that live on processes and threads.
import { describePackages } from './support/suite';

describePackages(20);
