import { createAuditStore } from "./audit/create-audit-store.ts";
import { createBackendStore } from "./backend/create-backend-store.ts";
import { createBuiltImageStore } from "./built-image/create-built-image-store.ts";
import type { Connection } from "./connection.ts";
import { createHistoryStore } from "./create-history-store.ts";
import { createDeviceLoginStore } from "./device-login/create-device-login-store.ts";
import { listDiagnostics } from "./diagnostic/list.ts";
import { readPositions } from "./event/positions.ts";
import { readEventsSince } from "./event/read-since.ts";
import { createExecTicketStore } from "./exec/tickets.ts";
import { createListInstances } from "./instance/list.ts";
import { createKeyStore } from "./key/create-key-store.ts";
import { createKeyedRequestStore } from "./keyed-request/keyed-requests.ts";
import { changeLease } from "./lease/change.ts";
import { countLeasesByState } from "./lease/count-by-state.ts";
import { createLease } from "./lease/create.ts";
import { listDueLeases, nextWakeInMs } from "./lease/due.ts";
import { findLease } from "./lease/find.ts";
import { foreseeLease } from "./lease/foresee.ts";
import { listLeases } from "./lease/list.ts";
import { listExpiringLeases } from "./lease/list-expiring.ts";
import { listOpenLeases } from "./lease/list-open-by-node.ts";
import { nudgeLease } from "./lease/nudge.ts";
import { claimNode, dropClaim, renewClaim } from "./node/claim.ts";
import { cordonNode } from "./node/cordon.ts";
import { createFindNode, createListNodes, pageNodes } from "./node/find.ts";
import { listNodeImages } from "./node/images.ts";
import { readNodeLoad } from "./node/load.ts";
import { registerNode } from "./node/register.ts";
import { findOperation, listOperations } from "./operation/find.ts";
import { findOperationByKey } from "./operation/find-by-key.ts";
import { acceptAsNew, acceptInvitation, findInvitation, invite, listInvitations, revokeInvitation } from "./people/invitations.ts";
import { listMembers, removeMember, setRole } from "./people/members.ts";
import { findUser, listUsers, noteSeen, removeUser, setAdmin, suspendUser } from "./people/users.ts";
import { currentReleases, findPresent, findRelease, listReleases } from "./release/find.ts";
import { announceRetentionEnds } from "./retention/announce-ends.ts";
import { findRestoring, findRetention, listRetentions, newestRetentions } from "./retention/find.ts";
import { finishRetention, loseRetention } from "./retention/finish.ts";
import { foreseeRetained } from "./retention/foresee.ts";
import { forgetVolume } from "./retention/forget-volume.ts";
import { abandonImport, beginImport, completeImport, importsUnderWay, keepImport, revisionOf } from "./retention/import.ts";
import { extendRetention, relinquishRetention } from "./retention/move.ts";
import { takeDueRetentions } from "./retention/take-due.ts";
import { findTombstone, listTombstones, newestTombstone, pruneTombstones } from "./retention/tombstones.ts";
import { retentionTotals } from "./retention/totals.ts";
import { findSku, listSkus, pageSkus } from "./sku/find.ts";
import { listOffers } from "./sku/offers.ts";
import { putSku } from "./sku/put.ts";
import { retireSku } from "./sku/retire.ts";
import type { Stores, Wakeups } from "./stores.ts";
import { changeTenant, suspendTenant } from "./tenant/change.ts";
import { createFindTenant, createFindTenantByName, createListTenants, pageTenants } from "./tenant/find.ts";
import { addMember, createMemberships } from "./tenant/member.ts";
import { putTenant } from "./tenant/put.ts";
import { readTenantUse, readTenantUses } from "./tenant/use.ts";
import { translated } from "./translate-error.ts";
import { makeUsageDays, usageSizes } from "./usage/days.ts";
import { readDiskGrowth } from "./usage/disk-growth.ts";
import { readGlances } from "./usage/glance.ts";
import { keepUpUsage } from "./usage/keep-up.ts";
import { listNodeWatches, readUsageLines, readUsageSeries, summarizeUsage, topUsageTenants } from "./usage/read.ts";
import { recordUsage } from "./usage/record.ts";
import { listUsageTargets } from "./usage/targets.ts";
import { readNodeTrend } from "./usage/trend.ts";
import { countVolumesByRetention, findVolume, listVolumesOfNode, listVolumesOfRetention } from "./volume/find.ts";
import { listVolumes } from "./volume/list.ts";
import { createWebhookStore } from "./webhook/create-webhook-store.ts";

/** Joins the named queries to the small stores that the rules see. */
export function createStores(connection: Connection, wakeups: Wakeups): Stores {
	const { pool, reads } = connection;
	return {
		leases: {
			...translated<Omit<Stores["leases"], "change">>({
				create: (lease) => createLease(pool, lease),
				find: (id, scope) => findLease(reads, id, scope),
				foresee: (wanted) => foreseeLease(pool, wanted),
				nudge: (id, anew) => nudgeLease(pool, id, anew),
				list: (scope, options) => listLeases(reads, scope, options),
				countByState: (scope) => countLeasesByState(reads, scope),
				listOpenByNode: (nodeId, options) => listOpenLeases(pool, nodeId, options),
				listDueByNode: (nodeId) => listDueLeases(pool, nodeId),
				listExpiring: (nodeId, withinMs, limit) => listExpiringLeases(pool, nodeId, withinMs, limit),
				nextWakeInMs: (nodeId) => nextWakeInMs(pool, nodeId),
			}),
			// It tells its caller's errors from the database's, and so translates for itself.
			change: (id, scope, fence, decide, audit) => changeLease(pool, id, scope, fence, decide, audit),
		},
		operations: translated<Stores["operations"]>({
			find: (id) => findOperation(reads, id),
			findByKey: (tenantId, key) => findOperationByKey(reads, tenantId, key),
			list: (leaseId, limit) => listOperations(reads, leaseId, limit),
		}),
		reader: translated<Stores["reader"]>({
			instances: createListInstances(connection),
			currentReleases: (leaseIds) => currentReleases(reads, leaseIds),
			releases: (leaseId, options) => listReleases(reads, leaseId, options),
			retentions: (leaseIds) => newestRetentions(reads, leaseIds),
			release: (leaseId, number) => findRelease(reads, leaseId, number),
			present: (leaseId, scope) => findPresent(reads, leaseId, scope),
			diagnostics: (leaseId, limit, before) => listDiagnostics(reads, leaseId, limit, before),
			events: (leaseId, afterSeq, limit) => readEventsSince(reads, leaseId, afterSeq, limit),
			positions: (leaseIds) => readPositions(reads, leaseIds),
		}),
		nodes: translated<Stores["nodes"]>({
			register: (node) => registerNode(connection, node),
			claim: (id, holder, forMs) => claimNode(connection, id, holder, forMs),
			renew: (fence, forMs, options) => renewClaim(connection, fence, forMs, options),
			drop: (fence) => dropClaim(connection, fence),
			cordon: (id, cordoned, audit) => cordonNode(connection, id, cordoned, audit),
			load: (id) => readNodeLoad(pool, id),
			images: (id) => listNodeImages(pool, id),
			list: createListNodes(connection),
			page: (page) => pageNodes(connection, page),
			find: createFindNode(connection),
		}),
		catalog: translated<Stores["catalog"]>({
			listSkus: () => listSkus(reads),
			pageSkus: (page) => pageSkus(reads, page),
			findSku: (name) => findSku(reads, name),
			putSku: (sku, audit, revision) => putSku(connection, sku, audit, revision),
			retireSku: (name, audit) => retireSku(connection, name, audit),
			listOffers: (tenantId, page) => listOffers(reads, tenantId, page),
			listTenants: createListTenants(connection),
			pageTenants: (page) => pageTenants(connection, page),
			findTenant: createFindTenant(connection),
			findTenantByName: createFindTenantByName(connection),
			putTenant: (tenant, audit) => putTenant(connection, tenant, audit),
			changeTenant: (id, limits, audit, revision) => changeTenant(connection, id, limits, audit, revision),
			suspendTenant: (id, suspended, audit) => suspendTenant(connection, id, suspended, audit),
			tenantUse: (id) => readTenantUse(reads, id),
			tenantUses: (ids) => readTenantUses(reads, ids),
			memberships: createMemberships(connection),
			addMember: (tenantId, userId, role, audit) => addMember(connection, tenantId, userId, role, audit),
		}),
		people: translated<Stores["people"]>({
			listMembers: (tenantId, page) => listMembers(reads, tenantId, page),
			setRole: (tenantId, userId, change, audit) => setRole(pool, tenantId, userId, change, audit),
			removeMember: (tenantId, userId, audit) => removeMember(pool, tenantId, userId, audit),
			invite: (invitation, audit) => invite(pool, invitation, audit),
			listInvitations: (tenantId) => listInvitations(reads, tenantId),
			findInvitation: (tokenHash) => findInvitation(pool, tokenHash),
			revokeInvitation: (tenantId, id, audit) => revokeInvitation(pool, tenantId, id, audit),
			acceptInvitation: (tokenHash, userId, audit) => acceptInvitation(pool, tokenHash, userId, audit),
			acceptAsNew: (tokenHash, account, audit) => acceptAsNew(pool, tokenHash, account, audit),
			listUsers: (page) => listUsers(pool, page),
			findUser: (userId) => findUser(pool, userId),
			seen: (userId) => noteSeen(pool, userId),
			setAdmin: (userId, isAdmin, audit) => setAdmin(pool, userId, isAdmin, audit),
			suspendUser: (userId, isSuspended, audit) => suspendUser(pool, userId, isSuspended, audit),
			removeUser: (userId, audit) => removeUser(pool, userId, audit),
		}),
		retentions: translated<Stores["retentions"]>({
			find: (id, scope) => findRetention(reads, id, scope),
			findRestoring: (leaseId) => findRestoring(reads, leaseId),
			list: (scope, options) => listRetentions(reads, scope, options),
			extend: (id, scope, by, expiresAt, audit) => extendRetention(pool, id, scope, by, expiresAt, audit),
			relinquish: (id, scope, by, audit) => relinquishRetention(pool, id, scope, by, audit),
			takeDue: (fence, limit, by) => takeDueRetentions(pool, fence, limit, by),
			announceEnds: (fence, withinMs, limit) => announceRetentionEnds(pool, fence, withinMs, limit),
			volumes: (id) => listVolumesOfRetention(reads, id),
			totals: () => retentionTotals(pool),
			forgetVolume: (fence, id) => forgetVolume(pool, fence, id),
			finish: (fence, id, by) => finishRetention(pool, fence, id, by),
			lose: (fence, id, by) => loseRetention(pool, fence, id, by),
			findTombstone: (id, scope) => findTombstone(reads, id, scope),
			newestTombstone: (leaseId) => newestTombstone(reads, leaseId),
			listTombstones: (scope, options) => listTombstones(pool, scope, options),
			pruneTombstones: (olderThanMs, limit) => pruneTombstones(pool, olderThanMs, limit),
			foresee: (lease, bytes) => foreseeRetained(pool, lease, bytes),
		}),
		imports: translated<Stores["imports"]>({
			begin: (wanted) => beginImport(pool, wanted),
			keep: (id, holdMs) => keepImport(pool, id, holdMs),
			complete: (id, expiresInMs, audit) => completeImport(pool, id, expiresInMs, audit),
			abandon: (id, by) => abandonImport(pool, id, by),
			underWay: (nodeId) => importsUnderWay(pool, nodeId),
			revision: (id) => revisionOf(pool, id),
		}),
		volumes: translated<Stores["volumes"]>({
			listByNode: (nodeId) => listVolumesOfNode(pool, nodeId),
			find: (id) => findVolume(reads, id),
			list: (scope, options) => listVolumes(reads, scope, options),
			countByRetention: (ids) => countVolumesByRetention(reads, ids),
		}),
		history: translated(createHistoryStore(connection)),
		audit: translated(createAuditStore(connection)),
		webhooks: translated(createWebhookStore(connection)),
		usage: translated<Stores["usage"]>({
			targets: (nodeId) => listUsageTargets(pool, nodeId),
			record: (fence, minutes, watch) => recordUsage(pool, fence, minutes, watch),
			makeDays: () => makeUsageDays(pool),
			keepUp: (options) => keepUpUsage(pool, options),
			series: (leaseId, step, range) => readUsageSeries(pool, leaseId, step, range),
			glances: (scope, leaseIds, since) => readGlances(reads, scope, leaseIds, since),
			diskGrowth: (leaseIds) => readDiskGrowth(reads, leaseIds),
			summary: (tenantId, range, options) => summarizeUsage(pool, tenantId, range, options),
			lines: (tenantId, step, range, options) => readUsageLines(pool, tenantId, step, range, options),
			nodeTrend: (range, spanHours) => readNodeTrend(pool, range, spanHours),
			sizes: () => usageSizes(pool),
			topTenants: (range, limit) => topUsageTenants(pool, range, limit),
			watches: () => listNodeWatches(pool),
		}),
		backend: translated(createBackendStore(connection)),
		keys: translated(createKeyStore(connection)),
		deviceLogins: translated(createDeviceLoginStore(connection)),
		keyedRequests: translated(createKeyedRequestStore(connection)),
		builtImages: translated(createBuiltImageStore(connection)),
		execTickets: translated(createExecTicketStore(connection)),
		wakeups,
	};
}
