export { type AccessScope, accessScopes, isCovered, type MemberRole, memberRoles, scopesOfRole } from "./access.ts";
export { type Clock, systemClock } from "./clock.ts";
export { DAY, formatDuration, HOUR, MINUTE, type Millis, parseDuration, SECOND } from "./duration.ts";
export { durationSchema } from "./duration-schema.ts";
export { type ErrorCode, type ErrorRule, errorTable } from "./error-table.ts";
export { AppError, type AppErrorOptions, asError, isAppError, toAppError } from "./errors.ts";
export {
	decodeExecFrame,
	EXEC_FRAME_BYTES_MAX,
	EXEC_PATH,
	EXEC_PROTOCOL,
	EXEC_TICKET_PREFIX,
	EXEC_WINDOW_BYTES,
	type ExecExit,
	type ExecFailure,
	type ExecFrame,
	type ExecOpened,
	type ExecTimes,
	encodeExecFrame,
} from "./exec/frame.ts";
export {
	type ExecRunInput,
	type ExecTicketInput,
	execRunInput,
	execTicketInput,
	programArgv,
	type SessionEnd,
	sessionEnds,
	shells,
	type TerminalSize,
	terminalSize,
} from "./exec/session.ts";
export { assertNever } from "./exhaustive.ts";
export {
	type ApiKeyId,
	type AuditId,
	type BuildId,
	type CallbackId,
	type DeliveryId,
	type DiagnosticId,
	type InvitationId,
	isId,
	type LeaseId,
	type NodeId,
	newId,
	type OperationId,
	type RetentionId,
	type SkuId,
	type TenantId,
	type UserId,
	type VolumeId,
	type WebhookId,
} from "./ids.ts";
export type { ActorDetail, EngineCallView, HandledMessageView } from "./lease/actor.ts";
export {
	BACKUP_HEADER,
	BACKUP_SEAL,
	type BackupHeader,
	type BackupPlanView,
	type BackupSeal,
	backupHeader,
	backupPath,
	backupSeal,
} from "./lease/backup.ts";
export type { BuildMessage, BuiltImagesView, BuiltImageView } from "./lease/built-image.ts";
export {
	type CancelInput,
	type CloseInput,
	cancelInput,
	closeInput,
	idempotencyKey,
	leaseItemInput,
	leaseName,
	type ProvisionInput,
	partitionName,
	provisionInput,
	type RenewInput,
	type ReopenInput,
	type RestartInput,
	type RestoreInput,
	type RetryInput,
	type RollBackInput,
	renewInput,
	reopenInput,
	restartInput,
	restoreInput,
	retryInput,
	rollBackInput,
	type ScaleInput,
	type SetDomainInput,
	type SetEnvInput,
	type StartInput,
	type StopInput,
	scaleInput,
	setDomainInput,
	setEnvInput,
	startInput,
	stopInput,
	type UpdateInput,
	updateInput,
	type WaitInput,
	waitInput,
} from "./lease/command.ts";
export type { DriftView } from "./lease/drift.ts";
export { type LeaseEvent, type LeaseEventBody, type LeaseEventType, leaseEventTypes } from "./lease/event.ts";
export type {
	ActorView,
	LeaseFeedMessage,
	LeaseListMessage,
	LogLine,
	LogMessage,
	LogNotice,
	LogPage,
	LogScanEnd,
	LogScanMessage,
	LogScanProgress,
} from "./lease/feed.ts";
export { type Held, type HeldItem, type HeldVolume, heldBy } from "./lease/held-by.ts";
export type {
	ListedEventView,
	ListedOperationView,
	ReleaseDiffView,
	ReleaseFieldDiff,
	ReleaseServiceDiff,
} from "./lease/history.ts";
export { LEASE_NAME, LEASE_NAME_RULE } from "./lease/lease-name.ts";
export { type MachineEvent, machineEvents } from "./lease/machine-event.ts";
export {
	isOperationDone,
	type OperationKind,
	type OperationState,
	type OperationStep,
	type OperationView,
	operationKinds,
	operationStates,
	type StepName,
	type StepProgress,
	stepNames,
} from "./lease/operation.ts";
export type { AdmissionView, ImagePlanView, ProvisionPlanView } from "./lease/plan.ts";
export { type Reason, reasonAdvice } from "./lease/reason.ts";
export {
	isClosing,
	isResting,
	isWorking,
	type LeaseState,
	leaseStates,
	type RestingState,
	restingStates,
	type WorkingState,
	workingStates,
} from "./lease/state.ts";
export {
	type ChangePlanView,
	type ClosePlanView,
	type DiagnosticView,
	type EndpointView,
	type GivenUpCause,
	givenUpCauses,
	type InstanceState,
	type InstanceView,
	instanceStates,
	type LeaseDetail,
	type LeaseItemView,
	type LeaseSummary,
	type ReleaseCause,
	type ReleaseStatus,
	type ReleaseView,
	type RetentionCap,
	type RetentionState,
	type RetentionTombstoneView,
	type RetentionView,
	releaseCauses,
	releaseStatuses,
	retentionCaps,
	retentionStates,
} from "./lease/view.ts";
export type { VolumeGrowth, VolumeView } from "./lease/volume.ts";
export {
	adminWebhookEventTypes,
	WEBHOOK_PING,
	WEBHOOK_VERSION,
	type WebhookEnvelope,
	type WebhookEvent,
	type WebhookEventType,
	webhookEventOf,
	webhookEventTypes,
} from "./lease/webhook-event.ts";
export { isLineWanted, type TextTest, textTestOf } from "./log/is-line-wanted.ts";
export { createLevelReader, type LogLevel, type LogLevelChoice, levelOf, logLevelChoices, logLevels } from "./log/level.ts";
export { LOG_TEXT_MAX, type LogQuery, logQuery } from "./log/log-query.ts";
export { plainText, settleLine, terminalOrders, unprintable } from "./log/plain-text.ts";
export {
	BUILT_NAME_CHARS_MAX,
	type BuiltName,
	type BuiltReference,
	builtNamePattern,
	builtReference,
	builtTagPattern,
	isBuiltNamespace,
	notYours,
	readBuiltReference,
} from "./manifest/built-image.ts";
export { FLAT_SERVICE } from "./manifest/flat-service.ts";
export { withoutValues } from "./manifest/hidden-values.ts";
export { assertImageAllowed } from "./manifest/image-allowed.ts";
export { type ImageReference, parseImageReference } from "./manifest/image-reference.ts";
export { manifestJsonSchema } from "./manifest/json-schema.ts";
export { startOrder } from "./manifest/order.ts";
export { type ManifestIssue, parseManifest } from "./manifest/parse.ts";
export { HIDDEN_VALUE, type Manifest, manifestSchema, type Service, serviceName, serviceSchema } from "./manifest/schema.ts";
export { type ManifestPort, readPort, stablePorts } from "./manifest/stable-ports.ts";
export { Secret } from "./secret.ts";
export {
	type FollowOptions,
	newTraceParent,
	noSpans,
	type OpenSpan,
	parseTraceParent,
	type Span,
	type SpanFacts,
	type Spans,
} from "./spans.ts";
