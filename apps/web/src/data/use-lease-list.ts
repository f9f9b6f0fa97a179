"use client";
import type { LeaseListMessage, LeaseState, LeaseSummary } from "@berth/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { applyListMessage, applyPage, type LeaseList, releaseHeld } from "./apply-list.ts";
import { type Problem, toProblem } from "./problem.ts";
import { useTRPCClient } from "./trpc.ts";
import { type StreamHandlers, useStream } from "./use-stream.ts";

/** Whose leases: those of the tenant acted for, or all that an admin may see. */
export type ListScope = "tenant" | "all";

export interface LeaseListView {
	readonly list: LeaseList | undefined;
	readonly problem: Problem | null;
	readonly isLoadingMore: boolean;
	retry(): void;
	loadMore(): void;
	/** Keeps new rows back while a pointer is over the table; lets them in when it leaves. */
	hold(isHeld: boolean): void;
}

const PAGE = 50;
/** Of the pages after the first, which come while one scrolls. */
const MORE = 200;

/** What the server narrows a list to. `states` is the same object for as long as it says the same. */
export interface LeaseListFilter {
	readonly search: string;
	readonly states: readonly LeaseState[] | null;
	/** A size that it has an item of; empty for any. */
	readonly size?: string;
}

const noFilter: LeaseListFilter = { search: "", states: null };

/** A list of leases, live; nothing is asked for while there is no filter. Rows keep their places while they change; see {@link applyListMessage}. */
export function useLeaseList(scope: ListScope, filter: LeaseListFilter | null = noFilter): LeaseListView {
	const isOff = filter === null;
	const { search, states, size = "" } = filter ?? noFilter;
	const client = useTRPCClient();
	const [list, setList] = useState<LeaseList>();
	const [problem, setProblem] = useState<Problem | null>(null);
	const [isLoadingMore, setLoadingMore] = useState(false);
	const [attempt, setAttempt] = useState(0);
	const current = useRef<LeaseList>(undefined);
	const early = useRef<readonly LeaseListMessage[]>([]);
	const isHeld = useRef(false);
	const show = useCallback((next: LeaseList) => {
		current.current = next;
		setList(next);
	}, []);
	const fetchPage = useCallback(
		(cursor: string | null) => {
			const input = {
				limit: cursor === null ? PAGE : MORE,
				...(search === "" ? {} : { search }),
				...(states && { states: [...states] }),
				...(size === "" ? {} : { sku: size }),
				...(cursor === null ? {} : { cursor }),
			};
			return scope === "all" ? client.admin.leases.list.query(input) : client.lease.list.query(input);
		},
		[client, scope, search, states, size],
	);
	const take = useCallback(
		(known: LeaseList, messages: readonly LeaseListMessage[]) => {
			const accepts = (lease: LeaseSummary) =>
				(search === "" || matches(lease, search)) &&
				(states?.includes(lease.state) ?? true) &&
				(size === "" || lease.items.some(({ sku }) => sku === size));
			return messages
				.flatMap((message) => told(message, search !== "" || states !== null || size !== ""))
				.reduce((next, message) => applyListMessage(next, message, { hold: isHeld.current, accepts }), known);
		},
		[search, states, size],
	);

	const loadedBy = useRef<typeof fetchPage>(undefined);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads the same page again
	useEffect(() => {
		if (isOff) {
			current.current = undefined;
			setList(undefined);
			setProblem(null);
			return;
		}
		let isCurrent = true;
		fetchPage(null).then(
			(page) => {
				if (!isCurrent) return;
				// Rows that are there are kept fresh by the stream; what a second look brings is the counts.
				const isSecond = loadedBy.current === fetchPage && current.current !== undefined;
				loadedBy.current = fetchPage;
				setProblem(null);
				show(isSecond && current.current ? { ...current.current, counts: page.counts } : take(applyPage(undefined, page), early.current));
				early.current = [];
			},
			(error: unknown) => {
				if (isCurrent) setProblem(toProblem(error));
			},
		);
		return () => {
			isCurrent = false;
		};
	}, [fetchPage, take, show, attempt, isOff]);

	const open = useCallback(
		(handlers: StreamHandlers<LeaseListMessage>) =>
			scope === "all" ? client.admin.leases.watch.subscribe(undefined, handlers) : client.lease.watchList.subscribe(undefined, handlers),
		[client, scope],
	);
	const resets = useRef(0);
	useStream({
		open: isOff ? null : open,
		onMessages: (messages) => {
			if (current.current === undefined) early.current = [...early.current, ...messages];
			else show(take(current.current, messages));
			const news = messages.filter(({ kind }) => kind === "reset").length;
			if (news > 0 && resets.current > 0) setAttempt((nth) => nth + 1);
			resets.current += news;
		},
	});

	const loadMore = () => {
		const next = list?.next ?? null;
		// While another filter's first page is on its way, the rows in sight are of the one before.
		if (isLoadingMore || next === null || loadedBy.current !== fetchPage) return;
		setLoadingMore(true);
		fetchPage(next)
			.then(
				(page) => loadedBy.current === fetchPage && show(applyPage(current.current, page)),
				(error: unknown) => setProblem(toProblem(error)),
			)
			.finally(() => setLoadingMore(false));
	};
	const hold = (held: boolean) => {
		isHeld.current = held;
		if (!held && current.current) show(releaseHeld(current.current));
	};
	return { list, problem, isLoadingMore, retry: () => setAttempt((nth) => nth + 1), loadMore, hold };
}

const matches = (lease: LeaseSummary, search: string): boolean =>
	[lease.name, lease.id, lease.tenantName, ...lease.images].some((text) => text.toLowerCase().includes(search.toLowerCase()));

/** A snapshot tells of the whole list; of a narrowed one it can only freshen the rows that are there. */
const told = (message: LeaseListMessage, isNarrowed: boolean): readonly LeaseListMessage[] =>
	message.kind === "reset" && isNarrowed ? message.leases.map((lease) => ({ kind: "change", lease })) : [message];
