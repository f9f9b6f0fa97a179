import type { ExternalToast } from "sonner";
import { createValue } from "@/data/value.ts";

export interface WaitingToast {
	readonly title: string;
	readonly options: ExternalToast | undefined;
	readonly isError: boolean;
}

/** What is to be said and was not yet drawn. */
export const waitingToasts = createValue<readonly WaitingToast[]>([]);

/** Says in a corner of the page what came of one's own action. */
export const toast = (title: string, options?: ExternalToast): void => add({ title, options, isError: false });

/** The same, of an action that did not come about. */
toast.error = (title: string, options?: ExternalToast): void => add({ title, options, isError: true });

const add = (added: WaitingToast): void => waitingToasts.set([...waitingToasts.get(), added]);
