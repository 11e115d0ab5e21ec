import { gracefulSigterm } from './graceful-sigterm';
import { killIsNotVoluntary } from './kill-is-not-voluntary';
import { noClusterRoleInThread } from './no-cluster-role-in-thread';
import { noClusterSettingsMutation } from './no-cluster-settings-mutation';
import { noContradictoryRoleGuard } from './no-contradictory-role-guard';
import { noDeprecatedClusterApi } from './no-deprecated-cluster-api';
import { noEndlessThread } from './no-endless-thread';
import { noListenZeroInWorker } from './no-listen-zero-in-worker';
import { noLossyIpcMessage } from './no-lossy-ipc-message';
import { noMemorySessionInCluster } from './no-memory-session-in-cluster';
import { noMissingWorkerThreadsExport } from './no-missing-worker-threads-export';
import { noPrimaryApiInWorker } from './no-primary-api-in-worker';
import { noPrimaryEventInWorker } from './no-primary-event-in-worker';
import { noProcessThreadId } from './no-process-thread-id';
import { noRedeclaredImport } from './no-redeclared-import';
import { noReservedIpcCmd } from './no-reserved-ipc-cmd';
import { noRoleSpecificNamedImport } from './no-role-specific-named-import';
import { noSelfSpawnWithoutGuard } from './no-self-spawn-without-guard';
import { noSwallowedBrackets } from './no-swallowed-brackets';
import { noUnboundedRefork } from './no-unbounded-refork';
import { noUncloneableMessage } from './no-uncloneable-message';
import { noUnguardedFork } from './no-unguarded-fork';
import { noWorkerApiInPrimary } from './no-worker-api-in-primary';
import { noWorkerSuicide } from './no-worker-suicide';
import { preferAvailableParallelism } from './prefer-available-parallelism';
import { requireWorkerErrorListener } from './require-worker-error-listener';
import type { Rule } from './rule';
import { schedulingPolicyBeforeFork } from './scheduling-policy-before-fork';
import { stdioRequiresIpc } from './stdio-requires-ipc';
import { validSchedulingPolicy } from './valid-scheduling-policy';
import { workerPath } from './worker-path';
import { workerPromiseMustReject } from './worker-promise-must-reject';

/** All rules, by their names: the order in which they are listed to people. */
export const RULES: readonly Rule[] = [
  gracefulSigterm,
  killIsNotVoluntary,
  noClusterRoleInThread,
  noClusterSettingsMutation,
  noContradictoryRoleGuard,
  noDeprecatedClusterApi,
  noEndlessThread,
  noListenZeroInWorker,
  noLossyIpcMessage,
  noMemorySessionInCluster,
  noMissingWorkerThreadsExport,
  noPrimaryApiInWorker,
  noPrimaryEventInWorker,
  noProcessThreadId,
  noRedeclaredImport,
  noReservedIpcCmd,
  noRoleSpecificNamedImport,
  noSelfSpawnWithoutGuard,
  noSwallowedBrackets,
  noUnboundedRefork,
  noUncloneableMessage,
  noUnguardedFork,
  noWorkerApiInPrimary,
  noWorkerSuicide,
  preferAvailableParallelism,
  requireWorkerErrorListener,
  schedulingPolicyBeforeFork,
  stdioRequiresIpc,
  validSchedulingPolicy,
  workerPath,
  workerPromiseMustReject,
];
