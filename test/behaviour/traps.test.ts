// A program for each way to change a program by watching it.
import { describeMatrix } from './support/matrix';

describeMatrix('trap: listeners', 'traps/listeners.js');
