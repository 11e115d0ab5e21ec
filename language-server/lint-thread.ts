// Checks one long text, says what it found, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { optionsFor } from '../lint/options';
import { ReadOnce } from '../lint/read-once';
import { lint } from '../rules/engine';
import type { LintOrder } from './lint-apart';

const { text, name, path, choices } = workerData as LintOrder;
parentPort?.postMessage(lint(text, name, optionsFor(path, choices, new ReadOnce())));
