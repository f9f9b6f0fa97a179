"use client";
import { useSyncExternalStore } from "react";
import { connection, healthOf, heardAt, type StreamHealth, waiting } from "@/data/connection.ts";
import { useNow } from "@/data/use-now.ts";
import { useValue } from "@/data/value.ts";
import type { MarkShape } from "@/format/mark.ts";
import { formatAge } from "@/format/time.ts";
import { Button } from "@/ui/button.tsx";
import { Menu, MenuNote } from "@/ui/menu.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

const subscribeOnline = (listener: () => void) => {
	window.addEventListener("online", listener);
	window.addEventListener("offline", listener);
	return () => {
		window.removeEventListener("online", listener);
		window.removeEventListener("offline", listener);
	};
};
const useOnline = () =>
	useSyncExternalStore(
		subscribeOnline,
		() => navigator.onLine,
		() => true,
	);

const shapes: Record<StreamHealth["kind"], MarkShape> = { live: "ok", "catching up": "work", reconnecting: "warn", offline: "unknown" };

const meanings: Record<StreamHealth["kind"], string> = {
	live: "Changes appear here as they happen.",
	"catching up": "Connected; what happened meanwhile is being read.",
	reconnecting: "The stream was lost. What you see is as old as the last event; it goes on from there by itself.",
	offline: "This browser has no network. What you see is as old as the last event.",
};

/** How fresh the page is, always in sight; pressed, it says when it last heard anything. */
export function StreamHealthButton() {
	const now = useNow();
	const status = useValue(connection);
	const heard = useValue(heardAt);
	const health = healthOf({ status, waiting: useValue(waiting), online: useOnline(), nowMs: now });
	const word = health.kind === "reconnecting" ? `reconnecting in ${health.inSeconds} s` : health.kind;
	const trigger = (
		<Button look="quiet" small data-testid="stream-health" data-health={health.kind} aria-label={`Stream: ${word}`}>
			<MarkShapeIcon shape={shapes[health.kind]} className="size-2.5" />
			<span className={health.kind === "live" ? "hidden sm:inline" : "max-w-24 truncate sm:max-w-none"}>{word}</span>
		</Button>
	);
	return (
		<Menu trigger={trigger}>
			<MenuNote>
				<p className="max-w-60">{meanings[health.kind]}</p>
				<p className="mt-1 tabular-nums">{heard === null ? "Nothing was heard yet." : `Last event ${formatAge(now - heard)} ago.`}</p>
			</MenuNote>
		</Menu>
	);
}
