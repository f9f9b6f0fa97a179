import { createValue } from "@/data/value.ts";

/** The lease whose manifest is open to be changed, wherever that was asked for. */
export const changing = createValue<string | null>(null);
